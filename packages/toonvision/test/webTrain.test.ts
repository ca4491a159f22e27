// examples/web-train in Chromium: it is small, trains to the same weights as Node, and its files work elsewhere.
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { imageBytes, modelFiles, onnxModel } from '@toonvision/nn';
import { withChromium } from '@toonvision/testing/chromium';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { groupImages, splitImages } from '../../../examples/web-train/splitImages.ts';
import { trainImages } from '../../../examples/web-train/trainImages.ts';
import { decodeImage, renderInput } from '../src/dataset/index.ts';
import { differenceHash, makeThumbnail, nearDuplicates } from '../src/quality/index.ts';
import { cli } from './cliProcess.ts';
import {
  buildWebTrainPage,
  imagePathsOf,
  SETTINGS,
  startWebTrain,
  suitCrops,
  type WebTrainSession,
} from './webTrainSession.ts';

/** The page's training in Node: crops decoded by sharp and resized by the compiled kernels. */
async function trainInNode(folder: string) {
  const classes = (await readdir(folder)).sort();
  const paths = await imagePathsOf(folder);
  const labels = paths.map((path) => classes.indexOf(path.split('/')[0] ?? ''));
  const input = {
    ...{ height: SETTINGS.height, width: SETTINGS.width },
    fit: 'stretch',
    interpolation: 'bilinear',
  } as const;
  const rendered = await Promise.all(paths.map((path) => renderInput(join(folder, path), input)));
  const candidates = await Promise.all(
    paths.map(async (path, at) => {
      const image = await decodeImage(join(folder, path));
      return { at, facts: { contentHash: path, hash: differenceHash(image), thumb: makeThumbnail(image) } };
    }),
  );
  const pairs = nearDuplicates(candidates).map(({ a, b }) => ({ a: a.at, b: b.at }));
  const split = splitImages(labels, groupImages(paths.length, pairs), SETTINGS.seed);
  const images = imageBytes(Buffer.concat(rendered), { ...input, channels: 3 });
  const trained = await trainImages({ images, labels, classes, split, settings: SETTINGS, threads: 1 });
  return { classes, paths, split, ...trained };
}

describe('the built page', () => {
  it('is small: under 120 kB compressed with workers and kernels, its own script under 6 kB', async () => {
    const pageFolder = await buildWebTrainPage();
    const paths = (await readdir(pageFolder, { recursive: true })).filter((path) =>
      /\.(?:js|wasm|css|html)$/.test(path),
    );
    const sizes = await Promise.all(
      paths.map(async (path) => ({ path, gzip: gzipSync(await readFile(join(pageFolder, path))).length })),
    );
    const total = sizes.reduce((sum, { gzip }) => sum + gzip, 0);
    console.log(`web-train: ${total} bytes gzipped`);
    expect(total).toBeLessThan(120_000);
    // Training runs in the workers.
    expect(sizes.find(({ path }) => /index-.*\.js$/.test(path))?.gzip).toBeLessThan(6_000);
    const html = await readFile(join(pageFolder, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<script(?![^>]* src=)|style=|https?:\/\//);
  });
});

describe('in Chromium', withChromium, () => {
  let session: WebTrainSession;
  let suits: string;
  let expected: Awaited<ReturnType<typeof trainInNode>>;
  beforeAll(async () => {
    suits = await suitCrops();
    [session, expected] = await Promise.all([startWebTrain(), trainInNode(suits)]);
  });
  afterAll(() => session?.end());

  for (const isolated of [true, false])
    it(`trains to the same weights as Node, ${isolated ? 'with' : 'without'} shared memory`, async () => {
      const page = await session.open({ isolated });
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(isolated);
      await session.chooseFolder(page, suits);
      await session.fillSettings(page, SETTINGS);
      await page.click('#train');
      await session.waitForStatus(page, /Trained/);
      const { train, val } = expected.split;
      const points = await page
        .locator('#loss polyline')
        .evaluateAll((lines) => lines.map((line) => line.getAttribute('points')));
      expect(points.map((text) => text?.split(' ').length)).toEqual([SETTINGS.epochs, SETTINGS.epochs]);
      expect(new Set(points[0]?.split(' ').map((point) => point.split(',')[1])).size).toBe(SETTINGS.epochs);
      expect(await page.locator('#accuracy').getAttribute('aria-label')).toMatch(
        /^accuracy over 4 epochs: training 0\.\d+/,
      );
      const cells = await page.locator('#confusion tbody td').allTextContents();
      expect(cells.map(Number)).toEqual(expected.confusion.flat());
      expect(cells.map(Number).reduce((sum, count) => sum + count)).toBe(val.length);
      expect(train.length).toBeGreaterThan(val.length);
      const { modelJson, weights } = modelFiles(expected.model);
      expect(Buffer.compare(await session.download(page, 'weights.safetensors'), Buffer.from(weights))).toBe(0);
      expect((await session.download(page, 'model.json')).toString()).toBe(modelJson);
    });

  it('downloads files that import and predict accept, with the predictions of the page', async () => {
    const page = await session.open();
    await session.chooseFolder(page, suits);
    await session.fillSettings(page, SETTINGS);
    await page.click('#train');
    await session.waitForStatus(page, /Trained/);
    const project = await session.folderOf({});
    await cp(suits, join(project, 'images'), { recursive: true });
    const config = {
      ...{ screenshots: 'images', source: { kind: 'folders' }, street: 'none' },
      label: { pattern: '^(?<suit>bb|lb|cb|sb)$' },
      targets: { suit: expected.classes },
    };
    await writeFile(join(project, 'toonvision.config.json'), JSON.stringify(config));
    for (const name of ['model.json', 'weights.safetensors', 'labels.json'])
      await writeFile(join(project, name), await session.download(page, name));
    const imported = await cli(['import', join(project, 'model.json'), '--name', 'page', '--project', project]);
    expect(imported).toMatchObject({ code: 0, stdout: expect.stringContaining('runs/page: ToonVision') });
    const image = join(suits, expected.paths[0] ?? '');
    const predicted = await cli(['predict', 'page', image, '--json', '--project', project]);
    const { predictions } = JSON.parse(predicted.stdout) as { predictions: { probabilities: number[] }[] };
    await page.setInputFiles('#try', image);
    await page.locator('#guesses li').first().waitFor();
    const guesses = new Map(
      await page
        .locator('#guesses li')
        .evaluateAll((items) => items.map(({ dataset }) => [dataset.class, Number(dataset.probability)] as const)),
    );
    expect(expected.classes.map((name) => guesses.get(name))).toEqual(predictions[0]?.probabilities);
    const onnx = await session.download(page, 'model.onnx');
    const metadata = {
      classes: JSON.stringify(expected.classes),
      input: JSON.stringify({ height: 120, width: 48, fit: 'stretch', interpolation: 'bilinear' }),
    };
    expect(Buffer.compare(onnx, Buffer.from(onnxModel(expected.model, { input: 'bytes', metadata })))).toBe(0);
    await page.setInputFiles('#try', join(project, 'labels.json'));
    await session.waitForStatus(page, 'not an image this browser can read');
  });

  it('accepts a dropped folder, and restores the best weights when stopped', async () => {
    const page = await session.open();
    const { x, y, width, height } = (await page.locator('#drop').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const devtools = await page.context().newCDPSession(page);
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await devtools.send('Input.dispatchDragEvent', {
        ...{ type, x: x + width / 2, y: y + height / 2 },
        data: { items: [], files: [suits], dragOperationsMask: 1 },
      });
    await session.waitForStatus(page, `${expected.paths.length} images in 4 classes.`);
    await session.fillSettings(page, { ...SETTINGS, epochs: 1000, patience: 1000 });
    await page.click('#train');
    await page.waitForFunction(
      () => (document.querySelector<SVGPolylineElement>('#loss polyline')?.points.length ?? 0) >= 3,
    );
    await page.click('#stop');
    await session.waitForStatus(page, /Trained/);
    expect(await page.locator('#pace').textContent()).toMatch(/^\d+ epochs: interrupted/);
    expect(await page.locator('#verdict').textContent()).toMatch(/validation images wrong: accuracy .* of epoch \d+/);
    expect(await page.locator('#train').isEnabled()).toBe(true);
  });
});
