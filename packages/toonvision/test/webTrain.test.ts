// examples/web-train in Chromium: trains on a folder of crops to the weights that Node comes to, and says what is wrong.
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { imageBytes, modelFiles, onnxModel } from '@toonvision/nn';
import { CHROMIUM, startChromium, withChromium } from '@toonvision/testing/chromium';
import { type PageServer, servePage } from '@toonvision/testing/pageServer';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ticksTo } from '../../../examples/web-train/curves.ts';
import { chooseImages, groupImages, splitImages } from '../../../examples/web-train/splitImages.ts';
import { trainImages } from '../../../examples/web-train/trainImages.ts';
import { decodeImage, renderInput } from '../src/dataset/index.ts';
import { drawTown } from '../src/demo/index.ts';
import { differenceHash, makeThumbnail, nearDuplicates } from '../src/quality/index.ts';
import { cli } from './cliProcess.ts';

const CONFIG = fileURLToPath(new URL('../../../examples/web-train/vite.config.ts', import.meta.url));
/** As strict as the page bears, on every file, workers included. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src 'self'; img-src blob: data:";
const SETTINGS = { height: 120, width: 48, epochs: 4, patience: 4, batchSize: 16, seed: 3 };
const SLOW = { timeout: 40_000 };

let place: string;
let built: string;
/** A folder of crops of the town for each suit. */
let suits: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'toonvision-web-train-'));
  built = join(place, 'page');
  await build({ configFile: CONFIG, build: { outDir: built } });
  const town = join(place, 'town');
  await drawTown(town, { scale: 0.05, threads: 2 });
  expect(await cli(['extract', '--project', town])).toMatchObject({ code: 0 });
  suits = join(place, 'suits');
  const crops = await readdir(join(town, 'dataset', 'crops'), { recursive: true, withFileTypes: true });
  for (const { parentPath, name } of crops) {
    const suit = /^cog_(bb|lb|cb|sb)_.*\.png$/.exec(name)?.[1];
    if (suit === undefined) continue;
    await mkdir(join(suits, suit), { recursive: true });
    await cp(join(parentPath, name), join(suits, suit, name));
  }
});
afterAll(() => rm(place, { recursive: true, force: true }));

/** The same training in Node: crops decoded by this tool, resized by its compiled kernels. */
async function inNode() {
  const classes = (await readdir(suits)).sort();
  const paths = (
    await Promise.all(classes.map(async (one) => (await readdir(join(suits, one))).map((name) => join(one, name))))
  )
    .flat()
    .sort();
  const labels = paths.map((path) => classes.indexOf(path.split('/')[0] ?? ''));
  const input = {
    ...{ height: SETTINGS.height, width: SETTINGS.width },
    fit: 'stretch',
    interpolation: 'bilinear',
  } as const;
  const rendered = await Promise.all(paths.map((path) => renderInput(join(suits, path), input)));
  const seen = await Promise.all(
    paths.map(async (path, at) => {
      const picture = await decodeImage(join(suits, path));
      return { at, facts: { contentHash: path, hash: differenceHash(picture), thumb: makeThumbnail(picture) } };
    }),
  );
  const pairs = nearDuplicates(seen).map(({ a, b }) => ({ a: a.at, b: b.at }));
  const split = splitImages(labels, groupImages(paths.length, pairs), SETTINGS.seed);
  const images = imageBytes(Buffer.concat(rendered), { ...input, channels: 3 });
  const trained = await trainImages({ images, labels, classes, split, settings: SETTINGS, threads: 1 });
  return { classes, paths, split, ...trained };
}

describe('what is built', () => {
  it('is small: scripts, workers, kernels and styles under 120 kB over the wire, the page itself under 6 kB', async () => {
    const all = (await readdir(built, { recursive: true })).filter((file) => /\.(?:js|wasm|css|html)$/.test(file));
    const sizes = await Promise.all(
      all.map(async (file) => ({ file, gzip: gzipSync(await readFile(join(built, file))).length })),
    );
    const together = sizes.reduce((sum, { gzip }) => sum + gzip, 0);
    console.log(`web-train: ${together} bytes gzipped`);
    expect(together).toBeLessThan(120_000);
    // Training is in the workers.
    expect(sizes.find(({ file }) => /index-.*\.js$/.test(file))?.gzip).toBeLessThan(6_000);
    const html = await readFile(join(built, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<script(?![^>]* src=)|style=|https?:\/\//);
  });
});

describe('which pictures are trained on', () => {
  const labels = Array.from({ length: 100 }, (_, at) => (at < 80 ? 0 : 1));
  it('a quarter of each class checks, drawn by the seed', () => {
    const alone = groupImages(100, []);
    const { train, val } = splitImages(labels, alone, 5);
    expect([...train, ...val].sort((a, b) => a - b)).toEqual(labels.map((_, at) => at));
    expect(val.filter((at) => at < 80)).toHaveLength(20);
    expect(val.filter((at) => at >= 80)).toHaveLength(5);
    expect(splitImages(labels, alone, 5)).toEqual({ train, val });
    expect(splitImages(labels, alone, 6).val).not.toEqual(val);
  });

  it('what looks alike stays on one side, directly or over others', () => {
    const groups = groupImages(100, [
      { a: 1, b: 2 },
      { a: 3, b: 2 },
      { a: 90, b: 91 },
    ]);
    expect(groups.slice(1, 4)).toEqual([1, 1, 1]);
    for (let seed = 0; seed < 50; seed += 1) {
      const held = new Set(splitImages(labels, groups, seed).val);
      expect(new Set([1, 2, 3].map((at) => held.has(at))).size).toBe(1);
      expect(held.has(90)).toBe(held.has(91));
    }
  });

  it('every class is on both sides, unless all of it looks alike', () => {
    const few = [0, 0, 0, 1, 1, 1, 1];
    const two = groupImages(7, [
      { a: 3, b: 4 },
      { a: 5, b: 6 },
    ]);
    const { train, val } = splitImages(few, two, 0);
    for (const side of [train, val]) expect(new Set(side.map((at) => few[at]))).toEqual(new Set([0, 1]));
    const one = groupImages(
      7,
      [3, 4, 5].map((a) => ({ a, b: a + 1 })),
    );
    expect(splitImages(few, one, 0).val.every((at) => few[at] === 0)).toBe(true);
  });

  it('of what does not fit into memory the same share of every class goes', () => {
    const kept = chooseImages(labels, 50, 1);
    expect(kept).toHaveLength(50);
    expect(kept.filter((at) => at >= 80)).toHaveLength(10);
    expect(kept).toEqual(kept.toSorted((a, b) => a - b));
    expect(chooseImages(labels, 5, 1).filter((at) => at >= 80)).toHaveLength(3);
    expect(chooseImages(labels, 100, 1)).toHaveLength(100);
  });
});

it('scales of charts are round and hold the values', () => {
  for (const most of [0.004, 0.07, 0.9, 1, 1.39, 2.5, 7, 43]) {
    const ticks = ticksTo(most);
    expect(ticks[0]).toBe(0);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(most - 1e-9);
    expect(ticks.length).toBeLessThanOrEqual(7);
    expect(ticks.length).toBeGreaterThanOrEqual(3);
  }
});

describe('in Chromium', withChromium, () => {
  let browser: Browser;
  const servers: PageServer[] = [];
  let expected: Awaited<ReturnType<typeof inNode>>;
  beforeAll(async () => {
    [browser, expected] = await Promise.all([startChromium(CHROMIUM ?? ''), inNode()]);
    for (const isolated of [true, false])
      servers.push(await servePage(built, { isolated, headers: { 'Content-Security-Policy': POLICY } }));
  });
  afterAll(async () => {
    await browser?.close();
    for (const server of servers) await server.end();
  });

  /** A fresh page; what it complains of and asks of others fails the test. */
  async function open({ isolated = true, width = 1000 } = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const { url } = servers[isolated ? 0 : 1] as PageServer;
    const faults: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('request', (request) => {
      if (!/^(?:blob|data):/.test(request.url()) && !request.url().startsWith(url))
        faults.push(`asked ${request.url()}`);
      if (request.method() !== 'GET') faults.push(`sent ${request.method()} ${request.url()}`);
    });
    onTestFinished(async () => {
      await page.close();
      expect(faults).toEqual([]);
    });
    await page.goto(`${url}index.html`);
    return page;
  }
  const status = (page: Page, text: string | RegExp) => page.locator('#status', { hasText: text }).waitFor(SLOW);
  const give = async (page: Page, folder: string) => {
    await page.setInputFiles('#folder', folder);
    await status(page, `${expected.paths.length} images in 4 classes.`);
  };
  const set = async (page: Page, settings: Partial<typeof SETTINGS>) => {
    for (const [name, value] of Object.entries(settings)) await page.fill(`[name="${name}"]`, String(value));
  };
  const download = async (page: Page, name: string): Promise<Buffer> => {
    const [got] = await Promise.all([page.waitForEvent('download'), page.click(`a[download="${name}"]`)]);
    return readFile(await got.path());
  };
  const folderOf = async (files: Record<string, string | Uint8Array>): Promise<string> => {
    const folder = await mkdtemp(join(place, 'given-'));
    for (const [path, content] of Object.entries(files)) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    return folder;
  };
  const plain = (red: number) =>
    sharp({ create: { width: 40, height: 40, channels: 3, background: { r: red, g: red, b: 90 } } })
      .png()
      .toBuffer();

  for (const isolated of [true, false])
    it(`trains to the weights of Node, ${isolated ? 'with' : 'without'} shared memory`, async () => {
      const page = await open({ isolated });
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(isolated);
      await give(page, suits);
      await set(page, SETTINGS);
      await page.click('#train');
      await status(page, /Trained/);
      const { train, val } = expected.split;
      const points = await page
        .locator('#loss polyline')
        .evaluateAll((all) => all.map((one) => one.getAttribute('points')));
      expect(points.map((one) => one?.split(' ').length)).toEqual([SETTINGS.epochs, SETTINGS.epochs]);
      expect(new Set(points[0]?.split(' ').map((point) => point.split(',')[1])).size).toBe(SETTINGS.epochs);
      expect(await page.locator('#accuracy').getAttribute('aria-label')).toMatch(
        /^accuracy over 4 epochs: training 0\.\d+/,
      );
      const cells = await page.locator('#confusion tbody td').allTextContents();
      expect(cells.map(Number)).toEqual(expected.confusion.flat());
      expect(cells.map(Number).reduce((sum, count) => sum + count)).toBe(val.length);
      expect(train.length).toBeGreaterThan(val.length);
      // Bit for bit.
      const { modelJson, weights } = modelFiles(expected.model);
      expect(Buffer.compare(await download(page, 'weights.safetensors'), Buffer.from(weights))).toBe(0);
      expect((await download(page, 'model.json')).toString()).toBe(modelJson);
    });

  it('gives files that import and predict take, which say what the page says', async () => {
    const page = await open();
    await give(page, suits);
    await set(page, SETTINGS);
    await page.click('#train');
    await status(page, /Trained/);
    const project = await folderOf({});
    await cp(suits, join(project, 'pictures'), { recursive: true });
    const config = {
      ...{ screenshots: 'pictures', source: { kind: 'folders' }, street: 'none' },
      label: { pattern: '^(?<suit>bb|lb|cb|sb)$' },
      targets: { suit: expected.classes },
    };
    await writeFile(join(project, 'toonvision.config.json'), JSON.stringify(config));
    for (const name of ['model.json', 'weights.safetensors', 'labels.json'])
      await writeFile(join(project, name), await download(page, name));
    const took = await cli(['import', join(project, 'model.json'), '--name', 'page', '--project', project]);
    expect(took).toMatchObject({ code: 0, stdout: expect.stringContaining('runs/page: ToonVision') });
    const picture = join(suits, expected.paths[0] ?? '');
    const said = await cli(['predict', 'page', picture, '--json', '--project', project]);
    const { predictions } = JSON.parse(said.stdout) as { predictions: { probabilities: number[] }[] };
    await page.setInputFiles('#try', picture);
    await page.locator('#guesses li').first().waitFor();
    const guessed = new Map(
      await page
        .locator('#guesses li')
        .evaluateAll((all) => all.map(({ dataset }) => [dataset.class, Number(dataset.probability)] as const)),
    );
    expect(expected.classes.map((one) => guessed.get(one))).toEqual(predictions[0]?.probabilities);
    const onnx = await download(page, 'model.onnx');
    const metadata = {
      classes: JSON.stringify(expected.classes),
      input: JSON.stringify({ height: 120, width: 48, fit: 'stretch', interpolation: 'bilinear' }),
    };
    expect(Buffer.compare(onnx, Buffer.from(onnxModel(expected.model, { input: 'bytes', metadata })))).toBe(0);
    await page.setInputFiles('#try', join(project, 'labels.json'));
    await status(page, 'not an image this browser can read');
  });

  it('takes a dropped folder, and stops with the best weights', async () => {
    const page = await open();
    const { x, y, width, height } = (await page.locator('#drop').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const devtools = await page.context().newCDPSession(page);
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await devtools.send('Input.dispatchDragEvent', {
        ...{ type, x: x + width / 2, y: y + height / 2 },
        data: { items: [], files: [suits], dragOperationsMask: 1 },
      });
    await status(page, `${expected.paths.length} images in 4 classes.`);
    await set(page, { ...SETTINGS, epochs: 1000, patience: 1000 });
    await page.click('#train');
    await page.waitForFunction(
      () => (document.querySelector<SVGPolylineElement>('#loss polyline')?.points.length ?? 0) >= 3,
    );
    await page.click('#stop');
    await status(page, /Trained/);
    expect(await page.locator('#pace').textContent()).toMatch(/^\d+ epochs: interrupted/);
    expect(await page.locator('#verdict').textContent()).toMatch(/validation images wrong: accuracy .* of epoch \d+/);
    expect(await page.locator('#train').isEnabled()).toBe(true);
  });

  it.each([
    ['an empty folder', { 'notes.txt': 'none' }, 'No images found.'],
    ['one class', { 'cat/1.png': 'x', 'cat/2.png': 'x' }, 'All images are in one folder, cat.'],
    ['a small class', { 'a/1.png': 'x', 'a/2.png': 'x', 'a/3.png': 'x', 'b/1.png': 'x' }, 'to validate: b has 1.'],
  ] as const)('says what is wrong with %s', async (_, files, message) => {
    const page = await open();
    await page.setInputFiles('#folder', await folderOf(files));
    await status(page, message);
    expect(await page.locator('#given').isVisible()).toBe(false);
    expect(await page.locator('#folder').isEnabled()).toBe(true);
  });

  it('names pictures that are broken, too large or in no folder, and goes on without them', async () => {
    const huge = Buffer.from(await plain(1));
    // Width and height in the head of the PNG.
    huge.writeUInt32BE(30_000, 16);
    huge.writeUInt32BE(30_000, 20);
    const files: Record<string, string | Uint8Array> = {
      'b/huge.png': huge,
      'b/broken.png': 'no picture',
      'b/note.xml': '',
    };
    for (let at = 0; at < 4; at += 1) {
      files[`a/${at}.png`] = await plain(at * 20);
      files[`b/${at}.png`] = await sharp({ create: { width: 40, height: 40, channels: 3, background: 'black' } })
        .composite([
          { input: { create: { width: 9, height: 9, channels: 3, background: 'red' } }, left: at * 9, top: at * 6 },
        ])
        .png()
        .toBuffer();
    }
    const page = await open();
    await page.setInputFiles('#folder', await folderOf(files));
    await status(page, '10 images in 2 classes. Skipped 1 other file.');
    await set(page, { epochs: 1, height: 40, width: 40 });
    await page.click('#train');
    await status(page, /Trained/);
    const faults = await page.locator('#problems li').allTextContents();
    expect(faults).toEqual([
      expect.stringMatching(/b\/broken\.png: not an image this browser can read/),
      expect.stringMatching(/b\/huge\.png: more than 64 million pixels/),
    ]);
    // Nothing is left of a class whose pictures cannot be read.
    const broken = Object.fromEntries(
      Object.entries(files).map(([path, file]) => [path, path.startsWith('a') ? file : 'x']),
    );
    await page.setInputFiles('#folder', await folderOf(broken));
    await status(page, '10 images');
    await page.click('#train');
    await status(page, /Too few readable images; each class needs 3: b has 0/);
  });

  for (const theme of ['light', 'dark'] as const)
    it(`can be read by all, ${theme}, 390 wide`, async () => {
      const page = await open({ width: 390 });
      await page.emulateMedia({ colorScheme: theme });
      await give(page, suits);
      await set(page, { ...SETTINGS, epochs: 2 });
      await page.click('#train');
      await status(page, /Trained/);
      await page.setInputFiles('#try', join(suits, expected.paths[0] ?? ''));
      await page.locator('#guesses li').first().waitFor();
      await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
      const found = await page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html.slice(0, 120)]))',
      );
      expect(found).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    });
});
