// `export --format web`: served statically in Chromium, the folder gives bit-identical results to `predict`.
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CHROMIUM, startChromium, withChromium } from '@toonvision/testing/chromium';
import { servePage } from '@toonvision/testing/pageServer';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../src/config/index.ts';
import { decodeImage } from '../src/dataset/index.ts';
import { createClassifier } from '../src/page/index.ts';
import { predictImages, readRun } from '../src/training/index.ts';
import { cli, colorProject } from './cliProcess.ts';

let folder: string;
let web: string;
let image: string;
beforeAll(async () => {
  folder = await colorProject();
  for (const parts of [['extract'], ['split'], ['train', '--epochs', '2', '--name', 'first']])
    expect(await cli([...parts, '--project', folder])).toMatchObject({ code: 0 });
  expect(await cli(['export', 'first', '--format', 'web', '--project', folder])).toMatchObject({ code: 0 });
  web = join(folder, 'exports', 'first', 'web');
  image = join(folder, 'screenshots', 'ttc', 'shot00.png');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const rgba = async (path: string) => {
  const { data, width, height } = await decodeImage(path);
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let at = 0; at < width * height; at += 1)
    for (let channel = 0; channel < 3; channel += 1) pixels[at * 4 + channel] = data[at * 3 + channel] ?? 0;
  return { data: pixels, width, height };
};
const filesOf = async () => ({
  labels: JSON.parse(await readFile(join(web, 'labels.json'), 'utf8')),
  modelJson: await readFile(join(web, 'model.json'), 'utf8'),
  weights: new Uint8Array(await readFile(join(web, 'weights.safetensors'))),
});
const expected = async () => {
  const project = await loadConfig(folder);
  const [found] = await predictImages({ project, run: await readRun(project, 'first'), paths: [image] });
  return found?.probabilities ?? [];
};

describe('the folder', () => {
  it('is small: script, worker and kernels under 150 kB', async () => {
    const all = await readdir(web, { recursive: true });
    const scripts = all.filter((file) => /\.(?:js|wasm|css|html)$/.test(file));
    const bytes = await Promise.all(scripts.map(async (file) => gzipSync(await readFile(join(web, file))).length));
    expect(scripts.some((file) => file.endsWith('.wasm'))).toBe(true);
    expect(bytes.reduce((sum, x) => sum + x)).toBeLessThan(150_000);
    expect((await stat(join(web, '..', 'MODEL_CARD.md'))).isFile()).toBe(true);
    // No links to other hosts.
    for (const file of all.filter((path) => /\.(?:html|css)$/.test(path)))
      expect(await readFile(join(web, file), 'utf8')).not.toMatch(/https?:\/\//);
  });

  it('is overwritten only with --force', async () => {
    const again = ['export', 'first', '--format', 'web', '--project', folder];
    const refused = await cli(again);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('already exist') });
    expect(await cli([...again, '--force'])).toMatchObject({ code: 0 });
  });
});

describe('toonvision/page', () => {
  it('matches predict bit for bit, also for a box of the image', async () => {
    const classifier = await createClassifier(await filesOf());
    const pixels = await rgba(image);
    const guesses = classifier.classify(pixels);
    const own = classifier.labels.classes.map((name) => guesses.find((guess) => guess.class === name)?.probability);
    expect(own).toEqual(await expected());
    expect(guesses.map(({ probability }) => probability)).toEqual(
      guesses.map(({ probability }) => probability).toSorted((a, b) => b - a),
    );
    const box = { xmin: 4, ymin: 3, xmax: 60, ymax: 50 };
    const cut = await sharp(image).extract({ left: 4, top: 3, width: 56, height: 47 }).png().toBuffer();
    const path = join(folder, 'cut.png');
    await writeFile(path, cut);
    expect(classifier.classify(pixels, box)).toEqual(classifier.classify(await rgba(path)));
  });

  it('rejects invalid images, boxes and labels', async () => {
    const files = await filesOf();
    const classifier = await createClassifier(files);
    const pixels = await rgba(image);
    expect(() => classifier.classify({ ...pixels, width: 7 })).toThrow(/expected 2520 bytes for 7x90 RGBA pixels/);
    for (const box of [
      { xmin: 0, ymin: 0, xmax: 999, ymax: 9 },
      { xmin: 5, ymin: 0, xmax: 5, ymax: 9 },
      { xmin: 0.5, ymin: 0, xmax: 5, ymax: 9 },
    ])
      expect(() => classifier.classify(pixels, box)).toThrow('for an image of 120x90');
    await expect(createClassifier({ ...files, labels: {} })).rejects.toThrow(
      'labels.json: classes or input size are missing',
    );
    const other = { ...files.labels, classes: ['a', 'b', 'c'] };
    await expect(createClassifier({ ...files, labels: other })).rejects.toThrow(
      'labels.json has input 24x16x3 and 3 classes',
    );
  });
});

describe('the page in Chromium', withChromium, () => {
  it('classifies a chosen image, and reports an unreadable file', async () => {
    const server = await servePage(web, { isolated: false });
    const browser = await startChromium(CHROMIUM ?? '');
    try {
      const page = await browser.newPage();
      const faults: string[] = [];
      page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
      page.on('pageerror', (error) => faults.push(String(error)));
      await page.goto(`${server.url}index.html`);
      await page.getByText('first classifies bb, lb.').waitFor();
      await page.setInputFiles('#file', image);
      const rows = page.locator('#guesses li');
      await rows.first().waitFor();
      const found = await rows.evaluateAll((all) =>
        all.map(
          (one) => [(one as HTMLElement).dataset.class, Number((one as HTMLElement).dataset.probability)] as const,
        ),
      );
      const byClass = new Map(found);
      expect(['bb', 'lb'].map((name) => byClass.get(name))).toEqual(await expected());
      await writeFile(join(folder, 'broken.png'), 'no picture');
      await page.setInputFiles('#file', join(folder, 'broken.png'));
      await page.getByText('Not an image this browser can read').waitFor();
      expect(faults).toEqual([]);
    } finally {
      await browser.close();
      await server.end();
    }
  });
});
