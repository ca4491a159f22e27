// The studio's server over a real connection: page, dataset, edits, labels, events, and rejected requests.
import { copyFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readVoc } from '../src/annotations/index.ts';
import { loadConfig } from '../src/config/index.ts';
import type { FindingsView } from '../src/server/api.ts';
import { startStudio } from '../src/server/startStudio.ts';
import { StudioClient } from './studioClient.ts';

let client: StudioClient;
beforeAll(async () => {
  client = await StudioClient.start(
    [['extract'], ['split'], ['train', '--epochs', '2', '--name', 'first']],
    async (folder) => {
      const pageFolder = join(folder, 'page');
      await mkdir(join(pageFolder, 'assets'), { recursive: true });
      await writeFile(join(pageFolder, 'index.html'), '<!doctype html><meta name="token" content="%TOKEN%">');
      await writeFile(join(pageFolder, 'assets', 'page-1.js'), 'export {};');
      return { pageFolder };
    },
  );
});
afterAll(() => client?.close());

describe('the studio’s server', () => {
  it('serves the page with the token at every address of a view, and its files', async () => {
    for (const path of ['/', '/runs', '/samples/ttc%2Fshot#1', '/index.html'])
      expect(await client.ask(path)).toMatchObject({ status: 200, text: expect.stringContaining(client.studio.token) });
    const script = await client.ask('/assets/page-1.js');
    expect(script).toMatchObject({ status: 200, text: 'export {};' });
    expect(script.headers['cache-control']).toContain('immutable');
    expect(script.headers['content-security-policy']).toContain("default-src 'none'");
    expect(script.headers['cross-origin-embedder-policy']).toBe('require-corp');
    expect((await client.ask('/assets/page-2.js')).status).toBe(404);
  });

  it('describes project, dataset, samples and runs', async () => {
    const project = await client.json<{ samples: number; runs: number; steps: { done: boolean }[] }>('/api/project');
    expect(project).toMatchObject({ samples: 24, runs: 1 });
    expect(project.steps.map(({ done }) => done)).toEqual([true, true, true, false]);
    const dataset = await client.json<{ total: number; split: { total: Record<string, number> } }>('/api/dataset');
    expect(dataset.total).toBe(24);
    expect(Object.values(dataset.split.total).reduce((sum, count) => sum + count)).toBe(24);
    const page = await client.json<{ total: number; samples: { id: string; label: string; thumbnail: string }[] }>(
      '/api/samples?class=bb&limit=5&offset=2',
    );
    expect(page).toMatchObject({ total: 12 });
    expect(page.samples).toHaveLength(5);
    expect(page.samples.every(({ label }) => label.includes('_bb_'))).toBe(true);
    const thumbnail = await client.ask(page.samples[0]!.thumbnail);
    expect(thumbnail).toMatchObject({ status: 200, headers: { 'content-type': 'image/webp' } });
    const again = await client.ask(page.samples[0]!.thumbnail, { 'if-none-match': String(thumbnail.headers.etag) });
    expect(again).toMatchObject({ status: 304, text: '' });
    expect(await client.json('/api/runs')).toMatchObject([{ name: 'first', status: 'finished', testAccuracy: null }]);
    expect(await client.json('/api/runs/first')).toMatchObject({
      evaluated: [],
      history: [{ epoch: 1 }, { epoch: 2 }],
    });
  });

  it('inspects the data once, and marks findings that edits resolve', async () => {
    const ready = async () => {
      await expect
        .poll(async () => (await client.json<FindingsView>('/api/findings')).state, { timeout: 30_000 })
        .toBe('ready');
      return client.json<Extract<FindingsView, { state: 'ready' }>>('/api/findings');
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
    const page = await client.json<{ total: number }>(`/api/samples?finding=${shown.kind}`);
    expect(page.total).toBe(new Set(shown.groups.flatMap(({ ids }) => ids)).size);
    const numbers: number[] = [];
    for (const sample of group.ids) {
      const made = await client.change('POST', '/api/edits', { kind: 'exclude', sample, reason: 'test' });
      numbers.push(JSON.parse(made.text).number);
    }
    const settled = (await ready()).findings.find(({ kind }) => kind === shown.kind)!;
    expect(settled.groups[0]).toEqual({ ids: group.ids, done: true });
    for (const number of numbers) await client.change('DELETE', `/api/edits/${number}`);
    expect((await ready()).findings.find(({ kind }) => kind === shown.kind)!.groups[0]!.done).toBe(false);
    expect((await client.change('POST', '/api/findings')).status).toBe(200);
    await rm(join(client.folder, 'dataset', 'edits.jsonl'));
  });

  it('stores edits next to the manifest, and undoes them', async () => {
    const before = await readFile(join(client.folder, 'dataset', 'samples.json'), 'utf8');
    const { samples } = await client.json<{ samples: { id: string }[] }>('/api/samples?limit=1');
    const { id } = samples[0]!;
    const made = await client.change('POST', '/api/edits', { kind: 'exclude', sample: id, reason: 'blurred' });
    expect(made).toMatchObject({ status: 201, text: expect.stringContaining('"number":1') });
    expect(await client.json('/api/samples?edited=excluded')).toMatchObject({
      total: 1,
      samples: [{ id, excluded: true }],
    });
    expect(await client.json('/api/dataset')).toMatchObject({ total: 23, excluded: 1 });
    expect((await client.change('DELETE', '/api/edits/1')).status).toBe(200);
    expect(await client.json('/api/dataset')).toMatchObject({ total: 24, excluded: 0 });
    expect(await client.change('DELETE', '/api/edits/1')).toMatchObject({ status: 400 });
    expect(await client.change('POST', '/api/edits', { kind: 'relabel', sample: id, label: 'dog' })).toMatchObject({
      status: 400,
      text: expect.stringContaining('unknown label'),
    });
    expect(await readFile(join(client.folder, 'dataset', 'samples.json'), 'utf8')).toBe(before);
  });

  it('writes annotations next to new screenshots, and never overwrites one', async () => {
    const street = join(client.folder, 'screenshots', 'dg');
    const image = 'screenshots/dg/fresh.png';
    expect(await client.json('/api/unlabeled')).toEqual({ kind: 'voc', whole: false, total: 0, images: [] });
    await copyFile(join(street, 'shot01.png'), join(street, 'fresh.png'));
    expect(await client.json('/api/unlabeled')).toMatchObject({ total: 1, images: [{ path: image }] });
    const box = { xmin: 5, ymin: 6, xmax: 35, ymax: 66 };
    const post = (body: unknown) => client.change('POST', '/api/labels', body);
    const one = (more: object) => ({ image, objects: [{ box, label: 'cog_bb_flunky', ...more }] });
    for (const [body, words] of [
      [one({ label: 'dog' }), 'unknown label'],
      [one({ box: { ...box, xmax: 121 } }), 'is outside the image'],
      [one({ box: { ...box, xmax: 5 } }), 'is outside the image'],
      [one({ box: { ...box, xmin: 0.5 } }), 'objects.0.box.xmin'],
      [{ image, objects: [] }, 'must contain at least one object'],
    ] as const)
      expect(await post(body)).toMatchObject({ status: 400, text: expect.stringContaining(words) });
    for (const other of ['screenshots/dg/none.png', '../fresh.png', 'screenshots/dg/../dg/fresh.png', '/etc/x.png'])
      expect(await post({ ...one({}), image: other })).toMatchObject({ status: 400 });
    expect((await readdir(street)).filter((name) => name.startsWith('fresh'))).toEqual(['fresh.png']);
    const made = await post(one({}));
    expect(made.status).toBe(201);
    expect(JSON.parse(made.text)).toMatchObject({ annotation: 'screenshots/dg/fresh.xml', objects: 1 });
    const text = await readFile(join(street, 'fresh.xml'), 'utf8');
    expect(JSON.parse((await post(one({}))).text)).toMatchObject({ kind: 'added', annotation: 'dataset/added.jsonl' });
    expect(await readFile(join(street, 'fresh.xml'), 'utf8')).toBe(text);
    await rm(join(client.folder, 'dataset', 'added.jsonl'));
    expect((await readVoc(join(street, 'fresh.xml'))).objects).toMatchObject([{ name: 'cog_bb_flunky', box }]);
    for (const name of ['fresh.png', 'fresh.xml']) await rm(join(street, name));
  });

  it('rejects paths outside the project', async () => {
    await writeFile(join(client.folder, '..', 'toonvision-secret.png'), 'classified');
    await symlink(join(client.folder, '..', 'toonvision-secret.png'), join(client.folder, 'link.png'));
    for (const path of ['../toonvision-secret.png', '/etc/hostname.png', 'link.png', 'toonvision.config.ts', 'a\0.png'])
      expect((await client.ask(`/api/image?path=${encodeURIComponent(path)}`)).status).toBe(404);
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
      const { status, text } = await client.ask(path);
      expect([400, 404], path).toContain(status);
      expect(text).not.toContain('classified');
    }
    expect((await client.ask('/%')).status).toBe(400);
    await rm(join(client.folder, '..', 'toonvision-secret.png'));
  });

  it('rejects other sites, other host names, and changes without the token', async () => {
    expect((await client.ask('/api/project', { host: 'evil.example' })).status).toBe(403);
    expect((await client.ask('/', { host: 'evil.example' })).status).toBe(403);
    expect((await client.ask('/api/project', { origin: 'http://evil.example' })).status).toBe(403);
    expect((await client.ask('/api/edits', {}, 'POST', {})).status).toBe(403);
    const large = 'x'.repeat(33 * 1024 * 1024);
    expect((await client.change('POST', '/api/edits', { kind: 'exclude', sample: large })).status).toBe(413);
    expect(await client.change('POST', '/api/jobs', { model: '../evil.ts' })).toMatchObject({ status: 400 });
    expect(await client.change('POST', '/api/jobs', { model: 'baseline', name: '--help' })).toMatchObject({
      status: 400,
    });
    expect((await client.change('POST', '/api/edits', 'no object')).text).toContain('error');
  });

  it('streams events, and the ones that were missed', async () => {
    const listen = async (lastId?: string) => {
      const away = new AbortController();
      const answer = await fetch(`${client.studio.url}api/events`, {
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
    const { samples } = await client.json<{ samples: { id: string }[] }>('/api/samples?limit=2');
    const first = await listen();
    await first.until('event: hello');
    await client.change('POST', '/api/edits', { kind: 'exclude', sample: samples[0]!.id });
    const id = /id: (\S+)/.exec(await first.until('event: edit'))?.[1];
    first.leave();
    await client.change('POST', '/api/edits', { kind: 'exclude', sample: samples[1]!.id });
    const second = await listen(id);
    expect(await second.until(`"sample":${JSON.stringify(samples[1]!.id)}`)).not.toContain(samples[0]!.id);
    second.leave();
    const third = await listen('another-process-7');
    await third.until('event: reset');
    third.leave();
    const edits = await client.json<{ number: number; undone: boolean }[]>('/api/edits');
    for (const { number, undone } of edits) if (!undone) await client.change('DELETE', `/api/edits/${number}`);
  });

  it('explains why it cannot start', async () => {
    await expect(startStudio({ directory: client.folder, port: client.studio.port })).rejects.toThrow(
      'the port is already in use',
    );
    await expect(startStudio({ directory: join(client.folder, 'runs'), port: 0 })).rejects.toThrow();
    expect((await loadConfig(client.folder)).directory).toBe(client.folder);
  });
});
