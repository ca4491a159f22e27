// Labeling in the studio: what its routes refuse, and Try it and the labeling loop in Chromium, from a drawn box to the split.
import { readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHROMIUM, withChromium } from '@toonvision/testing/chromium';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readVoc } from '../src/annotations/index.ts';
import { loadConfig } from '../src/config/index.ts';
import { readAdditions, readSamples } from '../src/dataset/index.ts';
import type { SuggestionsView } from '../src/server/api.ts';
import { type RunningStudio, startStudio } from '../src/server/startStudio.ts';
import { cli, colourProject } from './cliProcess.ts';
import { temporaryFolder } from './datasetTown.ts';

const PAGE = fileURLToPath(new URL('../../studio/vite.config.ts', import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** For what a machine that is busy with other tests takes its time over. */
const SLOW = { timeout: 20_000 };

const box = { xmin: 5, ymin: 6, xmax: 35, ymax: 66 };
const label = 'cog_bb_flunky';

let folder: string;
let pageFolder: string;
let studio: RunningStudio;
const faults: string[] = [];
const shot = (name: string): string => join(folder, 'screenshots', name);

beforeAll(async () => {
  folder = await colourProject();
  for (const parts of [['extract'], ['split'], ['train', '--epochs', '6', '--name', 'first']])
    expect(await cli([...parts, '--project', folder])).toMatchObject({ code: 0 });
  pageFolder = join(folder, 'runs', '.page');
  await build({ configFile: PAGE, build: { outDir: pageFolder, emptyOutDir: true } });
  studio = await startStudio({ directory: folder, port: 0, pageFolder, log: (text) => faults.push(text) });
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
function send(picture: Uint8Array | string, request: unknown, token = studio.token): Promise<Response> {
  const form = new FormData();
  const bytes = typeof picture === 'string' ? picture : (picture as Uint8Array<ArrayBuffer>);
  form.set('picture', new Blob([bytes]), 'picture');
  form.set('request', typeof request === 'string' ? request : JSON.stringify(request));
  return ask('pictures', { method: 'POST', headers: { 'x-toonvision-token': token }, body: form });
}
const everything = async (): Promise<string[]> =>
  (await readdir(folder, { recursive: true })).filter((path) => !path.startsWith('.toonvision')).toSorted();

describe('the routes of labeling', () => {
  const objects = [{ box, label }];

  it('need the token', async () => {
    const bytes = new Uint8Array(await readFile(shot('ttc/shot00.png')));
    for (const token of ['', 'another']) {
      expect((await post('labels', { picture: 'screenshots/ttc/shot00.png', objects }, token)).status).toBe(403);
      expect((await post('labels/withdraw', { picture: 'screenshots/ttc/shot00.png', objects }, token)).status).toBe(
        403,
      );
      expect((await send(bytes, { folder: 'ttc', name: 'n', objects }, token)).status).toBe(403);
      const headers = { 'x-toonvision-token': token };
      expect((await ask('additions/1', { method: 'DELETE', headers })).status).toBe(403);
    }
  });

  it('refuse other paths, boxes, labels and bytes in words, and write nothing', async () => {
    await copyFile(shot('ttc/shot00.png'), shot('ttc/fresh.png'));
    const away = await temporaryFolder();
    await writeFile(join(away, 'far.png'), await readFile(shot('ttc/shot00.png')));
    await symlink(away, shot('linked'));
    const before = await everything();
    const picture = 'screenshots/ttc/fresh.png';
    for (const [body, words] of [
      [{ picture, objects: [{ box, label: 'dog' }] }, 'unknown label dog'],
      [{ picture, objects: [{ box: { ...box, xmax: 999 }, label }] }, 'does not lie in the picture'],
      [{ picture, objects: [{ box: { ...box, xmin: -1 }, label }] }, 'objects.0.box.xmin'],
      [{ picture, objects: [{ box: { ...box, xmin: 1.5 }, label }] }, 'objects.0.box.xmin'],
      [{ picture, objects: [] }, 'objects: must hold an object'],
      [{ picture: 'screenshots/ttc/gone.png', objects }, 'no picture screenshots/ttc/gone.png'],
      [{ picture: '../outside.png', objects }, 'no picture ../outside.png'],
      [{ picture: '/etc/hostname', objects }, 'no picture /etc/hostname'],
      [{ picture: 'screenshots/linked/far.png', objects }, 'does not lie in the project’s folder'],
      [
        { picture: 'screenshots/ttc/shot00.png', objects: [{ box: { xmin: 5, ymin: 5, xmax: 35, ymax: 65 }, label }] },
        'is a sample already',
      ],
    ] as const) {
      const answer = await post('labels', body);
      expect(answer.status, words).toBe(400);
      expect((await answer.json()).error).toContain(words);
    }
    const bytes = new Uint8Array(await readFile(shot('ttc/shot00.png')));
    const good = { folder: 'ttc', name: 'n', objects };
    for (const [sent, request, words] of [
      [bytes, { ...good, folder: '../..' }, 'no folder of pictures'],
      [bytes, { ...good, folder: 'linked' }, 'does not lie in the project’s folder'],
      [bytes, { ...good, objects: [{ box: { ...box, ymax: 91 }, label }] }, 'does not lie in the picture'],
      [bytes, { ...good, objects: [{ box, label: 'dog' }] }, 'unknown label dog'],
      [bytes, { ...good, more: 1 }, 'more'],
      [bytes, 'no json', 'holds no JSON'],
      ['', good, 'picture'],
      ['no picture', good, 'picture'],
      ['<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"/>', good, 'picture'],
      [bytes.subarray(0, bytes.length >> 1), good, 'broken'],
    ] as const) {
      const answer = await send(sent, request);
      expect(answer.status, words).toBe(400);
      expect((await answer.json()).error).toContain(words);
    }
    expect((await post('pictures', {})).status).toBe(400);
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
    for (const path of [
      'thumbnail?picture=../outside.png',
      'thumbnail?picture=screenshots/linked/far.png',
      'thumbnail',
    ])
      expect([400, 404]).toContain((await ask(path)).status);
    await rm(shot('linked'));
    expect(await everything()).toEqual(before.filter((path) => !path.startsWith('screenshots/linked')));
  });

  it('write, never over a file, tell what helps most, and take back', async () => {
    const unlabelled = async () => (await (await ask('unlabelled')).json()) as { total: number; kind: string };
    expect(await unlabelled()).toMatchObject({ total: 1, kind: 'voc', whole: false });
    const view = async () => (await (await ask('suggestions?run=first')).json()) as SuggestionsView;
    await expect.poll(async () => (await view()).state, SLOW).toBe('ready');
    expect(await view()).toMatchObject({
      ...{ run: 'first', classes: ['bb', 'lb'], unlabelled: 1, looked: 1 },
      suggestions: [{ path: 'screenshots/ttc/fresh.png', margin: null }],
    });
    const request = { picture: 'screenshots/ttc/fresh.png', objects };
    const made = await post('labels', request);
    expect(made.status).toBe(201);
    expect(await made.json()).toMatchObject({ kind: 'voc', annotation: 'screenshots/ttc/fresh.xml', additions: [] });
    expect(await view()).toMatchObject({ state: 'ready', suggestions: [] });
    await writeFile(shot('ttc/other.xml'), 'mine');
    const stored = await send(new Uint8Array(await readFile(shot('ttc/shot01.png').replace('ttc', 'dg'))), {
      ...{ folder: 'ttc', name: 'other.png', objects },
    });
    expect(await stored.json()).toMatchObject({ picture: 'screenshots/ttc/other-2.png', kind: 'voc' });
    expect(await readFile(shot('ttc/other.xml'), 'utf8')).toBe('mine');
    expect((await post('labels/withdraw', request)).status).toBe(200);
    expect(await unlabelled()).toMatchObject({ total: 1 });
    for (const name of ['ttc/other.xml', 'ttc/other-2.png', 'ttc/other-2.xml', 'ttc/fresh.png']) await rm(shot(name));
    const page = await (await ask('screenshots?text=shot00&street=ttc')).json();
    expect(page).toMatchObject({ total: 1, streets: ['dg', 'ttc'], screenshots: [{ boxes: [{ label }, {}] }] });
  });
});

describe('labeling on the page', withChromium, () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  const open = (path: string) => page.goto(new URL(path, studio.url).href, { waitUntil: 'load' });
  const seriousFindings = async (): Promise<string[]> => {
    await page.evaluate(AXE);
    const { violations } = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as {
      violations: { id: string; impact: string | null; nodes: { html: string }[] }[];
    };
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' ')}`);
  };
  /** A point of the picture (120 x 90) on the screen. */
  const at = async (x: number, y: number): Promise<[number, number]> => {
    const place = await page.locator('.picture.draw').boundingBox();
    if (place === null) throw new Error('there is no picture');
    return [place.x + (x / 120) * place.width, place.y + (y / 90) * place.height];
  };
  const drag = async (from: [number, number], to: [number, number], up = true): Promise<void> => {
    await page.locator('.picture.draw').scrollIntoViewIfNeeded();
    await page.mouse.move(...(await at(...from)));
    await page.mouse.down();
    await page.mouse.move(...(await at((from[0] + to[0]) / 2, (from[1] + to[1]) / 2)), { steps: 3 });
    await page.mouse.move(...(await at(...to)), { steps: 3 });
    if (up) await page.mouse.up();
  };
  const said = () => page.locator('[data-probabilities]').getAttribute('data-probabilities');
  const grabbed = async (): Promise<number[]> => {
    const words = (await page.locator('.grab').getAttribute('aria-label')) ?? '';
    return [...words.matchAll(/\d+/g)].map(([number]) => Number(number));
  };
  const extracted = async () => {
    expect(await cli(['extract', '--project', folder])).toMatchObject({ code: 0 });
    return readSamples(await loadConfig(folder));
  };

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: CHROMIUM ?? '',
      args: [
        ...['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
        ...['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
      ],
    });
    context = await browser.newContext({ viewport: { width: 1280, height: 1000 } });
    page = await context.newPage();
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) faults.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.stack}`));
    page.on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      if (protocol.startsWith('http') && host !== new URL(studio.url).host) faults.push(`asked ${request.url()}`);
    });
  });
  afterAll(() => browser?.close());

  it('says what a box holds while it is drawn, moved and resized, by pointer and by keys', async () => {
    await open('/try?run=first');
    await page.getByRole('button', { name: 'From the project' }).click();
    await page.locator('.strip.shots .tile', { hasText: 'ttc/shot00.png' }).click();
    await page.waitForURL(/picture=screenshots/);
    await page.locator('.maps canvas').first().waitFor();
    expect(await seriousFindings()).toEqual([]);
    const whole = await said();
    await drag([8, 8], [30, 60], false);
    // The button is still down.
    await expect.poll(said, SLOW).not.toBe(whole);
    const drawn = await said();
    await page.mouse.up();
    expect((await grabbed()).slice(0, 2)).toEqual([8, 8]);
    // From the brown one on the left to the blue one on the right.
    await drag([20, 30], [80, 30], false);
    await expect.poll(said, SLOW).not.toBe(drawn);
    await page.mouse.up();
    const [left, top, width, height] = await grabbed();
    expect(left).toBeGreaterThan(64);
    expect([top, width, height]).toEqual([8, 22, 52]);
    await drag([68 + 22, 60], [100, 70]);
    expect((await grabbed()).slice(2)).toEqual([32, 62]);
    await page.locator('.grab').focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Shift+ArrowUp');
    const [after, , , shorter] = await grabbed();
    expect([after, shorter]).toEqual([(left ?? 0) - 1, 61]);
    await page.keyboard.press('Escape');
    await page.locator('.grab').waitFor({ state: 'detached' });
    await page.keyboard.press('b');
    await expect.poll(() => page.evaluate(() => document.activeElement?.className), SLOW).toBe('grab');
    expect(await seriousFindings()).toEqual([]);
  });

  it('adds a box of an annotated screenshot as a record, which extract and split take in, and undoes it', async () => {
    const xml = await readFile(shot('ttc/shot00.xml'), 'utf8');
    await open('/try?run=first&picture=screenshots%2Fttc%2Fshot00.png');
    await page.locator('.maps canvas').first().waitFor();
    await drag([10, 70], [50, 88]);
    await page.keyboard.press('1');
    await page.locator('.proposal[aria-pressed="true"]').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.toast', { hasText: 'Wrote dataset/added.jsonl' }).waitFor();
    expect(await readFile(shot('ttc/shot00.xml'), 'utf8')).toBe(xml);
    const [addition] = await readAdditions(await loadConfig(folder));
    expect(addition?.box).toEqual({ xmin: 10, ymin: 70, xmax: 50, ymax: 88 });
    const made = (await extracted()).find(({ id }) => id === 'ttc/shot00#added-1');
    expect(made).toMatchObject({ label: addition?.label, street: 'ttc', source: 'added' });
    const split = await cli(['split', '--project', folder]);
    expect(split).toMatchObject({ code: 0, stdout: expect.stringContaining('Extended') });
    await open(`/samples/${encodeURIComponent('ttc/shot00#added-1')}`);
    await page.getByText('added by').waitFor();
    await open('/');
    await page.getByRole('button', { name: /^Undo: cog_.. on screenshots\/ttc\/shot00\.png|^Undo: cog/ }).click();
    await page.locator('.toast', { hasText: 'Undone' }).waitFor();
    await page.getByText('added by hand or taken back').waitFor();
    expect((await extracted()).some(({ source }) => source === 'added')).toBe(false);
  });

  it('takes a picture with the camera, says live what it sees, and stores it with its label', async () => {
    await open('/try?run=first');
    await page.getByRole('button', { name: 'Camera', exact: true }).click();
    await page.locator('[data-live*="0."]').waitFor(SLOW);
    expect(await seriousFindings()).toEqual([]);
    await page.getByRole('button', { name: 'Take the picture' }).click();
    await page.locator('.maps canvas').first().waitFor();
    expect(await page.locator('video').count()).toBe(0);
    await page.getByLabel('Folder to store the picture in').fill('camera');
    await page.keyboard.press('Tab');
    await page.locator('h1').click();
    await page.keyboard.press('2');
    await page.keyboard.press('Enter');
    await page.waitForURL(/picture=screenshots%2Fcamera%2Fphoto/);
    const [picture] = (await readdir(shot('camera'))).filter((name) => name.endsWith('.png'));
    const { objects, size } = await readVoc(shot(`camera/${picture?.replace('.png', '.xml')}`));
    expect(objects).toMatchObject([{ box: { xmin: 0, ymin: 0, xmax: size?.width, ymax: size?.height } }]);
    expect((await extracted()).some(({ street }) => street === 'camera')).toBe(true);
    await rm(shot('camera'), { recursive: true });
  });

  it('says in words that there is no camera, and that it was refused', async () => {
    for (const [fault, words] of [
      ['NotFoundError', 'There is no camera here'],
      ['NotAllowedError', 'The camera was refused'],
      ['NotReadableError', 'perhaps another program uses it'],
    ] as const) {
      const other = await context.newPage();
      // What this browser cannot be brought to do by itself.
      await other.addInitScript((name) => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', name));
      }, fault);
      await other.goto(new URL('/try?run=first', studio.url).href);
      await other.getByRole('button', { name: 'Camera', exact: true }).click();
      await other.getByRole('alert').getByText(words).waitFor();
      await other.close();
    }
  });

  it('labels screenshots one after the other: proposed boxes, a key, Enter, the next, undone', async () => {
    for (const name of ['one', 'two']) await copyFile(shot('dg/shot01.png'), shot(`dg/${name}.png`));
    await open('/label?run=first');
    await page.getByText('come first: unlike what is labelled').waitFor(SLOW);
    await page.locator('.picture .box.own').waitFor();
    expect(await seriousFindings()).toEqual([]);
    const first = new URL(await page.locator('.picture.draw img').evaluate((image: HTMLImageElement) => image.src));
    await drag([66, 4], [96, 68]);
    await page.locator('.proposal', { hasText: '%' }).first().waitFor();
    await page.keyboard.press('1');
    await page.locator('.proposal[aria-pressed="true"]').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.toast', { hasText: /Wrote screenshots\/dg\/(one|two)\.xml/ }).waitFor();
    await page.getByText('1 picture without a label').waitFor();
    const second = new URL(await page.locator('.picture.draw img').evaluate((image: HTMLImageElement) => image.src));
    expect(second.search).not.toBe(first.search);
    const name = first.searchParams.get('path')?.replace('.png', '.xml') ?? '';
    const { objects } = await readVoc(join(folder, name));
    expect(objects).toMatchObject([{ box: { xmin: 66, ymin: 4, xmax: 96, ymax: 68 } }]);
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await page.getByText('2 pictures without a label').waitFor();
    await expect(readFile(join(folder, name))).rejects.toThrow('ENOENT');
    for (const one of ['one', 'two']) await rm(shot(`dg/${one}.png`));
  });

  it('labels whole pictures of a folder-per-class project by one key each', async () => {
    const away = join(folder, 'screenshots-before');
    await rename(join(folder, 'screenshots'), away);
    const crops = JSON.parse(await readFile(join(folder, 'dataset', 'samples.json'), 'utf8')).samples;
    for (const [index, { crop, label: name }] of crops.entries()) {
      const class_ = index % 4 === 3 ? 'unsorted' : name;
      await mkdir(shot(class_), { recursive: true });
      await copyFile(join(folder, crop), shot(`${class_}/p${index}.png`));
    }
    expect(await cli(['extract', '--project', folder])).toMatchObject({ code: 0 });
    await open('/label?run=first');
    await page.getByText('6 pictures without a label').waitFor();
    await page.getByText('come first: where it wavers').waitFor(SLOW);
    await page.locator('.panel-head .tag', { hasText: /^margin/ }).waitFor();
    await page.locator('.proposal', { hasText: '%' }).first().waitFor();
    expect(await seriousFindings()).toEqual([]);
    for (let left = 5; left >= 0; left -= 1) {
      await page.locator('.proposal', { hasText: '%' }).first().waitFor();
      await page.keyboard.press('1');
      await page
        .getByText(left === 0 ? 'Every picture is labelled' : `${left} picture${left === 1 ? '' : 's'} without a label`)
        .waitFor();
    }
    const samples = await extracted();
    expect(samples.filter(({ source }) => source === 'added')).toHaveLength(6);
    expect(samples.filter(({ id }) => id.startsWith('unsorted/'))).toHaveLength(6);
    await rm(join(folder, 'screenshots'), { recursive: true });
    await rename(away, join(folder, 'screenshots'));
  });
});
