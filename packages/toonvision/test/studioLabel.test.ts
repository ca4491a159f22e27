// The studio's routes for labeling: what they reject, write and undo.
import { copyFile, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SuggestionsView } from '../src/server/api.ts';
import { type RunningStudio, startStudio } from '../src/server/startStudio.ts';
import { cli, colorProject } from './cliProcess.ts';
import { temporaryFolder } from './datasetTown.ts';

/** For machines that are busy with other tests. */
const SLOW = { timeout: 20_000 };

const box = { xmin: 5, ymin: 6, xmax: 35, ymax: 66 };
const label = 'cog_bb_flunky';

let folder: string;
let studio: RunningStudio;
const faults: string[] = [];
const shot = (name: string): string => join(folder, 'screenshots', name);

beforeAll(async () => {
  folder = await colorProject();
  for (const parts of [['extract'], ['split'], ['train', '--epochs', '6', '--name', 'first']])
    expect(await cli([...parts, '--project', folder])).toMatchObject({ code: 0 });
  studio = await startStudio({ directory: folder, port: 0, log: (text) => faults.push(text) });
});
afterAll(async () => {
  await studio?.close();
  await rm(folder, { recursive: true, force: true });
  expect(faults).toEqual([]);
});

const ask = (path: string, options: RequestInit = {}): Promise<Response> =>
  fetch(new URL(`/api/${path}`, studio.url), options);
const post = (path: string, body: unknown, token = studio.token): Promise<Response> =>
  ask(path, {
    method: 'POST',
    headers: { 'x-toonvision-token': token, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
function send(image: Uint8Array | string, request: unknown, token = studio.token): Promise<Response> {
  const form = new FormData();
  const bytes = typeof image === 'string' ? image : (image as Uint8Array<ArrayBuffer>);
  form.set('image', new Blob([bytes]), 'image');
  form.set('request', typeof request === 'string' ? request : JSON.stringify(request));
  return ask('images', { method: 'POST', headers: { 'x-toonvision-token': token }, body: form });
}
const listFiles = async (): Promise<string[]> =>
  (await readdir(folder, { recursive: true })).filter((path) => !path.startsWith('.toonvision')).toSorted();

describe('the labeling routes', () => {
  const objects = [{ box, label }];

  it('require the token', async () => {
    const bytes = new Uint8Array(await readFile(shot('ttc/shot00.png')));
    for (const token of ['', 'another']) {
      expect((await post('labels', { image: 'screenshots/ttc/shot00.png', objects }, token)).status).toBe(403);
      expect((await post('labels/withdraw', { image: 'screenshots/ttc/shot00.png', objects }, token)).status).toBe(403);
      expect((await send(bytes, { folder: 'ttc', name: 'n', objects }, token)).status).toBe(403);
      const headers = { 'x-toonvision-token': token };
      expect((await ask('additions/1', { method: 'DELETE', headers })).status).toBe(403);
    }
  });

  it('reject invalid paths, boxes, labels and bytes with a reason, and write nothing', async () => {
    await copyFile(shot('ttc/shot00.png'), shot('ttc/fresh.png'));
    const outside = await temporaryFolder();
    await writeFile(join(outside, 'far.png'), await readFile(shot('ttc/shot00.png')));
    await symlink(outside, shot('linked'));
    const before = await listFiles();
    const image = 'screenshots/ttc/fresh.png';
    for (const [body, message] of [
      [{ image, objects: [{ box, label: 'dog' }] }, 'unknown label dog'],
      [{ image, objects: [{ box: { ...box, xmax: 999 }, label }] }, 'is outside the image'],
      [{ image, objects: [{ box: { ...box, xmin: -1 }, label }] }, 'objects.0.box.xmin'],
      [{ image, objects: [{ box: { ...box, xmin: 1.5 }, label }] }, 'objects.0.box.xmin'],
      [{ image, objects: [] }, 'objects: must contain at least one object'],
      [{ image: 'screenshots/ttc/gone.png', objects }, 'image screenshots/ttc/gone.png not found'],
      [{ image: '../outside.png', objects }, 'image ../outside.png not found'],
      [{ image: '/etc/hostname', objects }, 'image /etc/hostname not found'],
      [{ image: 'screenshots/linked/far.png', objects }, 'the path is outside the project folder'],
      [
        { image: 'screenshots/ttc/shot00.png', objects: [{ box: { xmin: 5, ymin: 5, xmax: 35, ymax: 65 }, label }] },
        'is already a sample',
      ],
    ] as const) {
      const answer = await post('labels', body);
      expect(answer.status, message).toBe(400);
      expect((await answer.json()).error).toContain(message);
    }
    const bytes = new Uint8Array(await readFile(shot('ttc/shot00.png')));
    const good = { folder: 'ttc', name: 'n', objects };
    for (const [sent, request, message] of [
      [bytes, { ...good, folder: '../..' }, 'invalid folder name'],
      [bytes, { ...good, folder: 'linked' }, 'the path is outside the project folder'],
      [bytes, { ...good, objects: [{ box: { ...box, ymax: 91 }, label }] }, 'is outside the image'],
      [bytes, { ...good, objects: [{ box, label: 'dog' }] }, 'unknown label dog'],
      [bytes, { ...good, more: 1 }, 'more'],
      [bytes, 'no json', 'not valid JSON'],
      ['', good, 'image'],
      ['not an image', good, 'image'],
      ['<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"/>', good, 'image'],
      [bytes.subarray(0, bytes.length >> 1), good, 'broken'],
    ] as const) {
      const answer = await send(sent, request);
      expect(answer.status, message).toBe(400);
      expect((await answer.json()).error).toContain(message);
    }
    expect((await post('images', {})).status).toBe(400);
    expect((await send('x'.repeat(33 * 1024 * 1024), good)).status).toBe(413);
    const wide = await sharp({ create: { width: 9000, height: 9000, channels: 3, background: '#123' } })
      .png()
      .toBuffer();
    expect(await (await send(wide, good)).json()).toMatchObject({
      error: expect.stringContaining('64 million pixels'),
    });
    for (const [path, status] of [
      ['additions/1', 400],
      ['additions/one', 400],
    ] as const) {
      const headers = { 'x-toonvision-token': studio.token };
      expect((await ask(path, { method: 'DELETE', headers })).status).toBe(status);
    }
    expect((await ask('suggestions?run=none')).status).toBe(404);
    expect((await ask('suggestions')).status).toBe(400);
    for (const path of ['thumbnail?image=../outside.png', 'thumbnail?image=screenshots/linked/far.png', 'thumbnail'])
      expect([400, 404]).toContain((await ask(path)).status);
    await rm(shot('linked'));
    expect(await listFiles()).toEqual(before.filter((path) => !path.startsWith('screenshots/linked')));
  });

  it('write annotations without overwriting files, rank images, and undo', async () => {
    const unlabeled = async () => (await (await ask('unlabeled')).json()) as { total: number; kind: string };
    expect(await unlabeled()).toMatchObject({ total: 1, kind: 'voc', whole: false });
    const view = async () => (await (await ask('suggestions?run=first')).json()) as SuggestionsView;
    await expect.poll(async () => (await view()).state, SLOW).toBe('ready');
    expect(await view()).toMatchObject({
      ...{ run: 'first', classes: ['bb', 'lb'], unlabeled: 1, examined: 1 },
      suggestions: [{ path: 'screenshots/ttc/fresh.png', margin: null }],
    });
    const request = { image: 'screenshots/ttc/fresh.png', objects };
    const made = await post('labels', request);
    expect(made.status).toBe(201);
    expect(await made.json()).toMatchObject({ kind: 'voc', annotation: 'screenshots/ttc/fresh.xml', additions: [] });
    expect(await view()).toMatchObject({ state: 'ready', suggestions: [] });
    await writeFile(shot('ttc/other.xml'), 'mine');
    const stored = await send(new Uint8Array(await readFile(shot('ttc/shot01.png').replace('ttc', 'dg'))), {
      ...{ folder: 'ttc', name: 'other.png', objects },
    });
    expect(await stored.json()).toMatchObject({ image: 'screenshots/ttc/other-2.png', kind: 'voc' });
    expect(await readFile(shot('ttc/other.xml'), 'utf8')).toBe('mine');
    expect((await post('labels/withdraw', request)).status).toBe(200);
    expect(await unlabeled()).toMatchObject({ total: 1 });
    for (const name of ['ttc/other.xml', 'ttc/other-2.png', 'ttc/other-2.xml', 'ttc/fresh.png']) await rm(shot(name));
    expect(await (await ask('screenshots?text=screenshots/ttc/shot00.png')).json()).toMatchObject({ total: 1 });
    const page = await (await ask('screenshots?text=shot00&street=ttc')).json();
    expect(page).toMatchObject({ total: 1, streets: ['dg', 'ttc'], screenshots: [{ boxes: [{ label }, {}] }] });
  });
});
