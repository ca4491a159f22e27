// The studio's server over a real connection: what it answers, what it refuses, what it tells as it happens.
import { copyFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readVoc } from '../src/annotations/index.ts';
import { loadConfig } from '../src/config/index.ts';
import type { ComparisonView, FindingsView, MapsView, SampleView, StudyView } from '../src/server/api.ts';
import { Jobs } from '../src/server/jobs.ts';
import { type RunningStudio, startStudio } from '../src/server/startStudio.ts';
import { trainArguments } from '../src/server/trainArguments.ts';
import { goOnArguments, tuneArguments } from '../src/server/tuneArguments.ts';
import { readStudy } from '../src/tuning/index.ts';
import { cli, colourProject } from './cliProcess.ts';

const MAIN = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
let folder: string;
let studio: RunningStudio;
const faults: string[] = [];

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** As a program would ask that writes its own request line: nothing tidies the path. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET', body?: unknown): Promise<Answer> {
  return new Promise((done, failed) => {
    const sent = request({ host: '127.0.0.1', port: studio.port, path, method, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () =>
        done({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(parts).toString() }),
      );
    });
    sent.on('error', failed);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
const manifest = async (): Promise<{ id: string; crop: string }[]> =>
  JSON.parse(await readFile(join(folder, 'dataset', 'samples.json'), 'utf8')).samples;
const change = (method: string, path: string, body?: unknown) =>
  ask(path, { 'x-toonvision-token': studio.token, 'content-type': 'application/json' }, method, body);
async function json<Value>(path: string): Promise<Value> {
  const { status, text } = await ask(path);
  if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
  return JSON.parse(text) as Value;
}

beforeAll(async () => {
  folder = await colourProject();
  for (const parts of [['extract'], ['split'], ['train', '--epochs', '2', '--name', 'first']])
    expect(await cli([...parts, '--project', folder])).toMatchObject({ code: 0 });
  const pageFolder = join(folder, 'page');
  await mkdir(join(pageFolder, 'assets'), { recursive: true });
  await writeFile(join(pageFolder, 'index.html'), '<!doctype html><meta name="token" content="%TOKEN%">');
  await writeFile(join(pageFolder, 'assets', 'page-1.js'), 'export {};');
  studio = await startStudio({ directory: folder, port: 0, pageFolder, log: (text) => faults.push(text) });
});
afterAll(async () => {
  await studio.close();
  await rm(folder, { recursive: true, force: true });
  expect(faults).toEqual([]);
});

describe('the studio’s server', () => {
  it('shows the page with the token, at every path of a view, and its files', async () => {
    for (const path of ['/', '/runs', '/samples/ttc%2Fshot#1', '/index.html'])
      expect(await ask(path)).toMatchObject({ status: 200, text: expect.stringContaining(studio.token) });
    const script = await ask('/assets/page-1.js');
    expect(script).toMatchObject({ status: 200, text: 'export {};' });
    expect(script.headers['cache-control']).toContain('immutable');
    expect(script.headers['content-security-policy']).toContain("default-src 'none'");
    expect(script.headers['cross-origin-embedder-policy']).toBe('require-corp');
    expect((await ask('/assets/page-2.js')).status).toBe(404);
  });

  it('tells of project, dataset, samples and runs', async () => {
    const project = await json<{ samples: number; runs: number; steps: { done: boolean }[] }>('/api/project');
    expect(project).toMatchObject({ samples: 24, runs: 1 });
    expect(project.steps.map(({ done }) => done)).toEqual([true, true, true, false]);
    const dataset = await json<{ total: number; split: { parts: Record<string, number> } }>('/api/dataset');
    expect(dataset.total).toBe(24);
    expect(Object.values(dataset.split.parts).reduce((sum, count) => sum + count)).toBe(24);
    const page = await json<{ total: number; samples: { id: string; label: string; thumbnail: string }[] }>(
      '/api/samples?class=bb&limit=5&offset=2',
    );
    expect(page).toMatchObject({ total: 12 });
    expect(page.samples).toHaveLength(5);
    expect(page.samples.every(({ label }) => label.includes('_bb_'))).toBe(true);
    const thumbnail = await ask(page.samples[0]!.thumbnail);
    expect(thumbnail).toMatchObject({ status: 200, headers: { 'content-type': 'image/webp' } });
    const again = await ask(page.samples[0]!.thumbnail, { 'if-none-match': String(thumbnail.headers.etag) });
    expect(again).toMatchObject({ status: 304, text: '' });
    expect(await json('/api/runs')).toMatchObject([{ name: 'first', status: 'finished', testAccuracy: null }]);
    expect(await json('/api/runs/first')).toMatchObject({ evaluated: [], history: [{ epoch: 1 }, { epoch: 2 }] });
  });

  it('evaluates a run and shows charts', async () => {
    expect((await ask('/api/runs/first/evaluation/val')).status).toBe(404);
    expect((await change('POST', '/api/runs/first/evaluation/val', {})).status).toBe(201);
    const view = await json<{ charts: Record<string, string>; samples: unknown[]; evaluation: { samples: number } }>(
      '/api/runs/first/evaluation/val?theme=dark',
    );
    expect(view.charts.confusion).toBe('/api/runs/first/evaluation/val/chart/confusion');
    for (const path of Object.values(view.charts)) {
      const chart = await ask(`${path}?theme=dark`);
      expect(chart).toMatchObject({ status: 200, headers: { 'content-type': 'image/svg+xml' } });
      expect(chart.text).toMatch(/^<svg/);
      expect(chart.headers['content-security-policy']).toContain("default-src 'none'");
    }
    expect((await ask('/api/runs/first/evaluation/val/chart/pie')).status).toBe(400);
    expect((await ask('/api/runs/first/evaluation/test/chart/roc')).status).toBe(404);
    expect(view.samples).toHaveLength(view.evaluation.samples);
  });

  it('tells all of one sample', async () => {
    const path = `/api/samples/${encodeURIComponent('ttc/shot00#1')}`;
    const read = () => json<SampleView>(path);
    await expect.poll(async () => (await read()).neighbours, { timeout: 20_000 }).not.toBeNull();
    const view = await read();
    expect(view).toMatchObject({
      id: 'ttc/shot00#1',
      annotated: 'cog_bb_flunky',
      screenshot: { path: 'screenshots/ttc/shot00.png', width: 120, height: 90 },
      box: { xmin: 5, ymin: 5, xmax: 35, ymax: 65 },
      boxes: [{ own: true }, { own: false, label: 'cog_lb_bigwig' }],
      edits: [],
    });
    expect(view.neighbours).toHaveLength(8);
    const distances = view.neighbours!.map(({ distance }) => distance);
    expect(distances).toEqual(distances.toSorted((a, b) => a - b));
    expect(view.neighbours!.some(({ id }) => id === view.id)).toBe(false);
    const { samples } = await json<{ samples: { id: string }[] }>('/api/samples?part=val&limit=1');
    const { predictions } = await json<SampleView>(`/api/samples/${encodeURIComponent(samples[0]!.id)}`);
    expect(predictions).toMatchObject([{ run: 'first', split: 'val', classes: ['bb', 'lb'] }]);
    expect((await ask('/api/samples/ttc%2Fnobody%231')).status).toBe(404);
  });

  it('finds faults once, and marks what edits settle', async () => {
    const ready = async () => {
      await expect
        .poll(async () => (await json<FindingsView>('/api/findings')).state, { timeout: 30_000 })
        .toBe('ready');
      return json<Extract<FindingsView, { state: 'ready' }>>('/api/findings');
    };
    const { findings } = await ready();
    const shown = findings.find(({ groups }) => groups.length > 0)!;
    expect(shown).toMatchObject({
      message: expect.any(String),
      remedy: expect.any(String),
      above: expect.any(Boolean),
    });
    const group = shown.groups[0]!;
    expect(group.done).toBe(false);
    const page = await json<{ total: number }>(`/api/samples?finding=${shown.kind}`);
    expect(page.total).toBe(new Set(shown.groups.flatMap(({ ids }) => ids)).size);
    const numbers: number[] = [];
    for (const sample of group.ids) {
      const made = await change('POST', '/api/edits', { kind: 'exclude', sample, reason: 'test' });
      numbers.push(JSON.parse(made.text).number);
    }
    const settled = (await ready()).findings.find(({ kind }) => kind === shown.kind)!;
    expect(settled.groups[0]).toEqual({ ids: group.ids, done: true });
    for (const number of numbers) await change('DELETE', `/api/edits/${number}`);
    expect((await ready()).findings.find(({ kind }) => kind === shown.kind)!.groups[0]!.done).toBe(false);
    expect((await change('POST', '/api/findings')).status).toBe(200);
    await rm(join(folder, 'dataset', 'edits.jsonl'));
  });

  it('shows where a model looks, and predicts pictures that are sent', async () => {
    const sample = encodeURIComponent('ttc/shot00#1');
    const view = await json<MapsView>(`/api/runs/first/maps?sample=${sample}`);
    expect(view).toMatchObject({ sample: 'ttc/shot00#1', truth: 'bb', method: 'gradCam', classes: ['bb', 'lb'] });
    expect(view.maps).toHaveLength(2);
    for (const { width, height, values } of view.maps)
      expect(Buffer.from(values, 'base64')).toHaveLength(width * height * 4);
    const layer = view.layers[0]!.name;
    expect(await json(`/api/runs/first/maps?sample=${sample}&layer=${layer}&of=probability`)).toMatchObject({ layer });
    expect(await json(`/api/runs/first/maps?sample=${sample}&layer=${layer}&method=occlusion`)).toMatchObject({
      layer: 'input',
    });
    expect((await ask(`/api/runs/first/maps?sample=${sample}&layer=none`)).status).toBe(400);
    expect((await ask(`/api/runs/first/maps?sample=${sample}&method=tarot`)).status).toBe(400);
    expect((await ask('/api/runs/first/maps?sample=nobody')).status).toBe(404);

    const crop = new Uint8Array(
      await readFile(join(folder, (await manifest()).find(({ id }) => id === 'ttc/shot00#1')!.crop)),
    );
    const send = (path: string, body: Uint8Array | string) =>
      fetch(`${studio.url}api/runs/first/${path}`, {
        method: 'POST',
        headers: { 'x-toonvision-token': studio.token },
        body: typeof body === 'string' ? body : new Blob([body as Uint8Array<ArrayBuffer>]),
      });
    const sent = (await (await send('try', crop)).json()) as MapsView;
    expect(sent.probabilities).toEqual(view.probabilities);
    expect(sent.maps).toEqual(view.maps);
    const quick = (await (await send('try?maps=no', crop)).json()) as MapsView;
    expect(quick.maps).toBeUndefined();
    expect(quick.predicted).toBe(view.predicted);
    for (const broken of ['', 'no picture', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'])
      expect((await send('try', broken)).status).toBe(400);
    expect((await send('try', crop.subarray(0, crop.length >> 1))).status).toBe(400);
    expect((await readdir(tmpdir())).filter((name) => name.startsWith('toonvision-try-'))).toEqual([]);
  });

  it('compares runs', async () => {
    expect(await cli(['train', '--epochs', '2', '--seed', '9', '--name', 'other', '--project', folder])).toMatchObject({
      code: 0,
    });
    const before = await json<ComparisonView>('/api/compare?runs=first,other');
    expect(before.paired).toEqual({ missing: expect.stringContaining('Evaluate first and other') });
    expect(before.settings).toContainEqual({ field: 'config.seed', values: ['0', '9'] });
    expect(before.curves.map(({ run, history }) => [run, history.length])).toEqual([
      ['first', 2],
      ['other', 2],
    ]);
    await change('POST', '/api/runs/other/evaluation/val', {});
    const { paired } = await json<ComparisonView>('/api/compare?runs=first,other');
    if ('missing' in paired) throw new Error(paired.missing);
    const { interval, difference, onlyFirst, onlySecond, samples } = paired;
    expect(difference).toBeCloseTo((onlySecond - onlyFirst) / samples, 12);
    expect(interval.low).toBeLessThanOrEqual(difference);
    expect(interval.high).toBeGreaterThanOrEqual(difference);
    expect(paired.differing).toHaveLength(onlyFirst + onlySecond);
    expect((await ask('/api/compare?runs=first,gone')).status).toBe(404);
    expect((await ask('/api/compare?runs=a,b,c,d,e,f,g')).status).toBe(400);
    expect((await ask('/api/compare')).status).toBe(400);
    await rm(join(folder, 'runs', 'other'), { recursive: true });
    expect((await ask('/api/runs/other')).status).toBe(404);
  });

  it('keeps edits beside the manifest, and undoes them', async () => {
    const before = await readFile(join(folder, 'dataset', 'samples.json'), 'utf8');
    const { samples } = await json<{ samples: { id: string }[] }>('/api/samples?limit=1');
    const { id } = samples[0]!;
    const made = await change('POST', '/api/edits', { kind: 'exclude', sample: id, reason: 'blurred' });
    expect(made).toMatchObject({ status: 201, text: expect.stringContaining('"number":1') });
    expect(await json('/api/samples?edited=excluded')).toMatchObject({ total: 1, samples: [{ id, excluded: true }] });
    expect(await json('/api/dataset')).toMatchObject({ total: 23, excluded: 1 });
    expect((await change('DELETE', '/api/edits/1')).status).toBe(200);
    expect(await json('/api/dataset')).toMatchObject({ total: 24, excluded: 0 });
    expect(await change('DELETE', '/api/edits/1')).toMatchObject({ status: 400 });
    expect(await change('POST', '/api/edits', { kind: 'relabel', sample: id, label: 'dog' })).toMatchObject({
      status: 400,
      text: expect.stringContaining('unknown label dog'),
    });
    expect(await readFile(join(folder, 'dataset', 'samples.json'), 'utf8')).toBe(before);
  });

  it('writes annotations beside new screenshots, and never over one', async () => {
    const street = join(folder, 'screenshots', 'dg');
    const picture = 'screenshots/dg/fresh.png';
    expect(await json('/api/unlabelled')).toEqual({ kind: 'voc', whole: false, total: 0, pictures: [] });
    await copyFile(join(street, 'shot01.png'), join(street, 'fresh.png'));
    expect(await json('/api/unlabelled')).toMatchObject({ total: 1, pictures: [{ path: picture }] });
    const box = { xmin: 5, ymin: 6, xmax: 35, ymax: 66 };
    const post = (body: unknown) => change('POST', '/api/labels', body);
    const one = (more: object) => ({ picture, objects: [{ box, label: 'cog_bb_flunky', ...more }] });
    for (const [body, words] of [
      [one({ label: 'dog' }), 'unknown label dog'],
      [one({ box: { ...box, xmax: 121 } }), 'does not lie in the picture'],
      [one({ box: { ...box, xmax: 5 } }), 'does not lie in the picture'],
      [one({ box: { ...box, xmin: 0.5 } }), 'objects.0.box.xmin'],
      [{ picture, objects: [] }, 'must hold an object'],
    ] as const)
      expect(await post(body)).toMatchObject({ status: 400, text: expect.stringContaining(words) });
    for (const other of ['screenshots/dg/none.png', '../fresh.png', 'screenshots/dg/../dg/fresh.png', '/etc/x.png'])
      expect(await post({ ...one({}), picture: other })).toMatchObject({ status: 400 });
    expect((await readdir(street)).filter((name) => name.startsWith('fresh'))).toEqual(['fresh.png']);
    const made = await post(one({}));
    expect(made.status).toBe(201);
    expect(JSON.parse(made.text)).toMatchObject({ annotation: 'screenshots/dg/fresh.xml', objects: 1 });
    const text = await readFile(join(street, 'fresh.xml'), 'utf8');
    expect(JSON.parse((await post(one({}))).text)).toMatchObject({ kind: 'added', annotation: 'dataset/added.jsonl' });
    expect(await readFile(join(street, 'fresh.xml'), 'utf8')).toBe(text);
    await rm(join(folder, 'dataset', 'added.jsonl'));
    expect((await readVoc(join(street, 'fresh.xml'))).objects).toMatchObject([{ name: 'cog_bb_flunky', box }]);
    for (const name of ['fresh.png', 'fresh.xml']) await rm(join(street, name));
  });

  it('lets no path leave the project', async () => {
    await writeFile(join(folder, '..', 'toonvision-secret.png'), 'classified');
    await symlink(join(folder, '..', 'toonvision-secret.png'), join(folder, 'link.png'));
    for (const path of ['../toonvision-secret.png', '/etc/hostname.png', 'link.png', 'toonvision.config.ts', 'a\0.png'])
      expect((await ask(`/api/picture?path=${encodeURIComponent(path)}`)).status).toBe(404);
    for (const path of [
      '/../toonvision-secret.png',
      '/..%2ftoonvision-secret.png',
      '/%2e%2e/toonvision-secret.png',
      '/assets/..%2f..%2ftoonvision.config.json',
      '//etc/hostname.png',
      '/api/runs/..%2f..%2fetc',
      '/api/runs/%2e%2e/file/model.json',
      '/api/runs/first/file/..%2frun.json',
    ]) {
      const { status, text } = await ask(path);
      expect([400, 404], path).toContain(status);
      expect(text).not.toContain('classified');
    }
    expect((await ask('/%')).status).toBe(400);
    await rm(join(folder, '..', 'toonvision-secret.png'));
  });

  it('refuses other sites, other names, and changes without the token', async () => {
    expect((await ask('/api/project', { host: 'evil.example' })).status).toBe(403);
    expect((await ask('/', { host: 'evil.example' })).status).toBe(403);
    expect((await ask('/api/project', { origin: 'http://evil.example' })).status).toBe(403);
    expect((await ask('/api/edits', {}, 'POST', {})).status).toBe(403);
    const large = 'x'.repeat(33 * 1024 * 1024);
    expect((await change('POST', '/api/edits', { kind: 'exclude', sample: large })).status).toBe(413);
    expect(await change('POST', '/api/jobs', { model: '../evil.ts' })).toMatchObject({ status: 400 });
    expect(await change('POST', '/api/jobs', { model: 'baseline', name: '--help' })).toMatchObject({ status: 400 });
    expect((await change('POST', '/api/edits', 'no object')).text).toContain('error');
  });

  it('tells what happens, and what was missed', async () => {
    const listen = async (lastId?: string) => {
      const away = new AbortController();
      const answer = await fetch(`${studio.url}api/events`, {
        signal: away.signal,
        headers: lastId === undefined ? {} : { 'last-event-id': lastId },
      });
      const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      const until = async (wanted: string): Promise<string> => {
        while (!text.includes(wanted)) {
          const { value, done } = await reader.read();
          if (done) throw new Error(`the stream ended: ${text}`);
          text += value;
        }
        return text;
      };
      return { until, leave: () => away.abort() };
    };
    const { samples } = await json<{ samples: { id: string }[] }>('/api/samples?limit=2');
    const first = await listen();
    await first.until('event: hello');
    await change('POST', '/api/edits', { kind: 'exclude', sample: samples[0]!.id });
    const id = /id: (\S+)/.exec(await first.until('event: edit'))?.[1];
    first.leave();
    await change('POST', '/api/edits', { kind: 'exclude', sample: samples[1]!.id });
    const second = await listen(id);
    expect(await second.until(`"sample":${JSON.stringify(samples[1]!.id)}`)).not.toContain(samples[0]!.id);
    second.leave();
    const third = await listen('another-process-7');
    await third.until('event: reset');
    third.leave();
    const edits = await json<{ number: number; undone: boolean }[]>('/api/edits');
    for (const { number, undone } of edits) if (!undone) await change('DELETE', `/api/edits/${number}`);
  });

  it('trains in a process of its own, told epoch by epoch, and stops it', async () => {
    const told: string[] = [];
    const jobs = new Jobs(folder, ({ status }) => told.push(status), MAIN);
    const command = trainArguments({ model: 'baseline', epochs: 10_000, patience: 10_000, name: 'from-page' });
    const job = await jobs.startTraining(command, { run: 'from-page' });
    expect(job).toMatchObject({ id: 1, run: 'from-page', status: 'running' });
    const record = async () => JSON.parse(await readFile(join(folder, 'runs', 'from-page', 'run.json'), 'utf8'));
    await expect.poll(() => record().catch(() => undefined), { timeout: 20_000 }).toMatchObject({ status: 'running' });
    await expect(jobs.startTraining(command, { run: 'from-page' })).rejects.toThrow('from-page is going already');
    await jobs.stop(1);
    await expect.poll(() => told, { timeout: 20_000 }).toEqual(['running', 'ended']);
    expect(await record()).toMatchObject({ status: 'interrupted' });
    await expect(jobs.stop(1)).rejects.toThrow('job 1 has ended');
    await expect(jobs.stop(2)).rejects.toThrow('there is no job 2');
    await jobs.close();
  });

  it('searches, goes on as it was asked for then, and tells of the trials', async () => {
    const told: string[] = [];
    const jobs = new Jobs(folder, ({ status, study }) => told.push(`${study} ${status}`), MAIN);
    const request = { name: 'few', space: 'bayesian', sampler: 'tpe', trials: 3, epochs: 1, maxParameters: 9000 };
    const command = tuneArguments({
      ...request,
      objectives: ['valAccuracy', 'parameters'],
      narrow: 'conv_1_filters=4..8',
    });
    await jobs.startStudy('few', command);
    await expect(jobs.startStudy('few', command)).rejects.toThrow('the study few is going already');
    await expect.poll(() => told, { timeout: 40_000 }).toEqual(['few running', 'few ended']);
    const project = await loadConfig(folder);
    const { record } = await readStudy(project, 'few');
    await jobs.startStudy('few', goOnArguments(record, 4));
    await expect.poll(() => told.length, { timeout: 40_000 }).toBe(4);
    expect(told.at(-1), (await jobs.list())[0]?.output.join('\n')).toBe('few ended');
    const view = await json<StudyView>('/api/studies/few');
    expect(view).toMatchObject({ name: 'few', sampler: 'tpe', target: 'suit', epochs: 1 });
    expect(view.objectives).toEqual([
      { name: 'valAccuracy', maximize: true },
      { name: 'parameters', maximize: false },
    ]);
    expect(view.trials).toHaveLength(4);
    for (const { state, places, parameters, values } of view.trials) {
      expect(state).toBe('finished');
      expect(places).toHaveLength(view.axes.length);
      expect(parameters).toBeLessThanOrEqual(9000);
      expect([4, 8]).toContain(values.conv_1_filters);
    }
    expect(await json('/api/studies')).toMatchObject([{ name: 'few', finished: 4, failed: 0 }]);
    for (const path of Object.values(view.charts)) {
      const chart = await ask(`${path}?theme=dark`);
      expect(chart.headers['content-type']).toBe('image/svg+xml');
      expect(chart.text).toContain('<svg');
    }
    expect((await ask('/api/studies/few/chart/none')).status).toBe(404);
    expect((await ask('/api/studies/..%2F..')).status).toBe(404);
    expect((await change('POST', '/api/studies', { name: 'a', space: '../evil.ts' })).status).toBe(400);
    expect((await change('POST', '/api/studies', { name: '--help' })).status).toBe(400);
    expect((await change('POST', '/api/studies', { name: 'a', narrow: "x' ; rm" })).status).toBe(400);
    expect((await change('POST', '/api/studies/none/resume', { trials: 4 })).status).toBe(404);
    expect((await ask('/api/studies', {}, 'POST', { name: 'a' })).status).toBe(403);
    await jobs.close();
  });

  it('says why it cannot start', async () => {
    await expect(startStudio({ directory: folder, port: studio.port })).rejects.toThrow('the port is taken');
    await expect(startStudio({ directory: join(folder, 'runs'), port: 0 })).rejects.toThrow();
    expect((await loadConfig(folder)).directory).toBe(folder);
  });
});

describe('trainArguments', () => {
  it('are options of the tool, each one argument', () => {
    expect(trainArguments({ model: 'tuned', seed: 3, name: 'a', classWeight: 'balanced' })).toEqual([
      'train',
      '--model=tuned',
      '--seed=3',
      '--class-weight=balanced',
      '--name=a',
    ]);
    expect(trainArguments({ model: 'tuned', resume: 'a' })).toEqual(['train', '--resume=a']);
    const loss = 'categoricalFocalCrossentropy';
    expect(trainArguments({ model: 'tuned', loss, augmentation: 'flip,fog=0.4', repeats: 3 })).toEqual([
      ...['train', '--model=tuned', '--augmentation=flip,fog=0.4', '--loss=focal', '--repeats=3'],
    ]);
  });
});
