// The studio's routes about runs: evaluations, pages of predictions, samples, maps and comparisons.
import { readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  ComparisonView,
  EvaluationView,
  MapsView,
  PredictionPage,
  SamplePage,
  SampleView,
} from '../src/server/api.ts';
import { cli } from './cliProcess.ts';
import { StudioClient } from './studioClient.ts';

let client: StudioClient;
beforeAll(async () => {
  client = await StudioClient.start([['extract'], ['split'], ['train', '--epochs', '2', '--name', 'first']]);
});
afterAll(() => client?.close());

describe('routes about runs', () => {
  it('evaluates a run and draws charts', async () => {
    expect((await client.ask('/api/runs/first/evaluation/val')).status).toBe(404);
    expect((await client.change('POST', '/api/runs/first/evaluation/val', {})).status).toBe(201);
    const view = await client.json<EvaluationView>('/api/runs/first/evaluation/val?theme=dark');
    expect(view.charts.confusion).toBe('/api/runs/first/evaluation/val/chart/confusion');
    for (const path of Object.values(view.charts)) {
      const chart = await client.ask(`${path}?theme=dark`);
      expect(chart).toMatchObject({ status: 200, headers: { 'content-type': 'image/svg+xml' } });
      expect(chart.text).toMatch(/^<svg/);
      expect(chart.headers['content-security-policy']).toContain("default-src 'none'");
    }
    expect((await client.ask('/api/runs/first/evaluation/val/chart/pie')).status).toBe(400);
    expect((await client.ask('/api/runs/first/evaluation/test/chart/roc')).status).toBe(404);
  });

  it('returns predictions in pages that are filtered and sorted', async () => {
    const page = (query: string) => client.json<PredictionPage>(`/api/runs/first/predictions/val${query}`);
    const { evaluation } = await client.json<EvaluationView>('/api/runs/first/evaluation/val');
    const all = await page('');
    expect(all).toMatchObject({ total: evaluation.samples, offset: 0 });
    expect(all.predictions).toHaveLength(evaluation.samples);
    const ids = all.predictions.map(({ id }) => id);
    const parts = await Promise.all([page('?limit=1'), page('?offset=1')]);
    expect(parts.flatMap(({ predictions }) => predictions.map(({ id }) => id))).toEqual(ids);
    expect((await page(`?offset=${ids.length}`)).predictions).toEqual([]);
    for (const [order, key, sign] of [
      ['mostConfident', 'confidence', -1],
      ['leastConfident', 'confidence', 1],
      ['smallestMargin', 'margin', 1],
      ['highestEntropy', 'entropy', -1],
      ['highestLoss', 'loss', -1],
    ] as const) {
      const values = (await page(`?order=${order}`)).predictions.map((row) => row[key]);
      expect(values, order).toEqual(values.toSorted((a, b) => sign * (a - b)));
    }
    // Every cell of the confusion matrix has its page, which the gallery shows as well.
    for (const [row, truth] of evaluation.classes.entries())
      for (const [column, predicted] of evaluation.classes.entries()) {
        const { total, predictions } = await page(`?true=${truth}&predicted=${predicted}`);
        expect(total).toBe(evaluation.confusion[row]![column]);
        expect(predictions.every((row) => row.true === truth && row.predicted === predicted)).toBe(true);
        const gallery = await client.json<SamplePage>(
          `/api/samples?run=first&split=val&true=${truth}&predicted=${predicted}`,
        );
        expect(gallery.samples.map(({ id }) => id).toSorted()).toEqual(predictions.map(({ id }) => id).toSorted());
        expect(gallery.samples.every(({ prediction }) => prediction?.predicted === predicted)).toBe(true);
      }
    const wrong = await page('?outcome=wrong');
    expect(wrong.total).toBe(evaluation.wrong);
    expect(wrong.total + (await page('?outcome=correct')).total).toBe(all.total);
    expect(await client.json('/api/samples?run=first&outcome=wrong')).toMatchObject({ total: wrong.total });
    // All of a run: the splits it was evaluated on, together with the other filters.
    expect(await client.json('/api/samples?run=first')).toMatchObject({ total: all.total });
    expect(await client.json('/api/samples?run=first&split=test')).toMatchObject({ total: 0 });
    const { total } = await client.json<SamplePage>('/api/samples?run=first&street=dg');
    expect(total).toBe(ids.filter((id) => id.startsWith('dg/')).length);
    for (const [path, status] of [
      ['/api/runs/first/predictions/val?order=random', 400],
      ['/api/runs/first/predictions/val?outcome=maybe', 400],
      ['/api/runs/first/predictions/val?limit=501', 400],
      ['/api/runs/first/predictions/val?offset=-1', 400],
      ['/api/runs/first/predictions/train', 400],
      ['/api/runs/first/predictions/test', 404],
      ['/api/runs/none/predictions/val', 404],
      ['/api/samples?predicted=bb', 400],
      ['/api/samples?run=none', 404],
    ] as const)
      expect((await client.ask(path)).status, path).toBe(status);
  });

  it('describes one sample', async () => {
    const path = `/api/samples/${encodeURIComponent('ttc/shot00#1')}`;
    const read = () => client.json<SampleView>(path);
    await expect.poll(async () => (await read()).neighbors, { timeout: 20_000 }).not.toBeNull();
    const view = await read();
    expect(view).toMatchObject({
      id: 'ttc/shot00#1',
      annotated: 'cog_bb_flunky',
      screenshot: { path: 'screenshots/ttc/shot00.png', width: 120, height: 90 },
      box: { xmin: 5, ymin: 5, xmax: 35, ymax: 65 },
      boxes: [{ own: true }, { own: false, label: 'cog_lb_bigwig' }],
      edits: [],
    });
    expect(view.neighbors).toHaveLength(8);
    const distances = view.neighbors!.map(({ distance }) => distance);
    expect(distances).toEqual(distances.toSorted((a, b) => a - b));
    expect(view.neighbors!.some(({ id }) => id === view.id)).toBe(false);
    const { samples } = await client.json<{ samples: { id: string }[] }>('/api/samples?split=val&limit=1');
    const { predictions } = await client.json<SampleView>(`/api/samples/${encodeURIComponent(samples[0]!.id)}`);
    expect(predictions).toMatchObject([{ run: 'first', split: 'val', classes: ['bb', 'lb'] }]);
    expect((await client.ask('/api/samples/ttc%2Fnobody%231')).status).toBe(404);
  });

  it('computes class activation maps, and classifies uploaded images', async () => {
    const sample = encodeURIComponent('ttc/shot00#1');
    const view = await client.json<MapsView>(`/api/runs/first/maps?sample=${sample}`);
    expect(view).toMatchObject({ sample: 'ttc/shot00#1', truth: 'bb', method: 'gradCam', classes: ['bb', 'lb'] });
    expect(view.maps).toHaveLength(2);
    for (const { width, height, values } of view.maps)
      expect(Buffer.from(values, 'base64')).toHaveLength(width * height * 4);
    const layer = view.layers[0]!.name;
    expect(await client.json(`/api/runs/first/maps?sample=${sample}&layer=${layer}&of=probability`)).toMatchObject({
      layer,
    });
    expect(await client.json(`/api/runs/first/maps?sample=${sample}&layer=${layer}&method=occlusion`)).toMatchObject({
      layer: 'input',
    });
    expect((await client.ask(`/api/runs/first/maps?sample=${sample}&layer=none`)).status).toBe(400);
    expect((await client.ask(`/api/runs/first/maps?sample=${sample}&method=tarot`)).status).toBe(400);
    expect((await client.ask('/api/runs/first/maps?sample=nobody')).status).toBe(404);

    const crop = new Uint8Array(
      await readFile(join(client.folder, (await client.manifest()).find(({ id }) => id === 'ttc/shot00#1')!.crop)),
    );
    const send = (path: string, body: Uint8Array | string) =>
      fetch(`${client.studio.url}api/runs/first/${path}`, {
        method: 'POST',
        headers: { 'x-toonvision-token': client.studio.token },
        body: typeof body === 'string' ? body : new Blob([body as Uint8Array<ArrayBuffer>]),
      });
    const sent = (await (await send('try', crop)).json()) as MapsView;
    expect(sent.probabilities).toEqual(view.probabilities);
    expect(sent.maps).toEqual(view.maps);
    const quick = (await (await send('try?maps=no', crop)).json()) as MapsView;
    expect(quick.maps).toBeUndefined();
    expect(quick.predicted).toBe(view.predicted);
    for (const broken of ['', 'no image', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'])
      expect((await send('try', broken)).status).toBe(400);
    expect((await send('try', crop.subarray(0, crop.length >> 1))).status).toBe(400);
    expect((await readdir(tmpdir())).filter((name) => name.startsWith('toonvision-try-'))).toEqual([]);
  });

  it('compares runs', async () => {
    expect(
      await cli(['train', '--epochs', '2', '--seed', '9', '--name', 'other', '--project', client.folder]),
    ).toMatchObject({
      code: 0,
    });
    const before = await client.json<ComparisonView>('/api/compare?runs=first,other');
    expect(before.paired).toEqual({ missing: expect.stringContaining('Evaluate first and other') });
    expect(before.settings).toContainEqual({ field: 'config.seed', values: ['0', '9'] });
    expect(before.curves.map(({ run, history }) => [run, history.length])).toEqual([
      ['first', 2],
      ['other', 2],
    ]);
    await client.change('POST', '/api/runs/other/evaluation/val', {});
    const { paired } = await client.json<ComparisonView>('/api/compare?runs=first,other');
    if ('missing' in paired) throw new Error(paired.missing);
    const { interval, difference, onlyFirst, onlySecond, samples } = paired;
    expect(difference).toBeCloseTo((onlySecond - onlyFirst) / samples, 12);
    expect(interval.low).toBeLessThanOrEqual(difference);
    expect(interval.high).toBeGreaterThanOrEqual(difference);
    expect(paired.differing).toHaveLength(onlyFirst + onlySecond);
    expect((await client.ask('/api/compare?runs=first,gone')).status).toBe(404);
    expect((await client.ask('/api/compare?runs=a,b,c,d,e,f,g')).status).toBe(400);
    expect((await client.ask('/api/compare')).status).toBe(400);
    await rm(join(client.folder, 'runs', 'other'), { recursive: true });
    expect((await client.ask('/api/runs/other')).status).toBe(404);
  });
});
