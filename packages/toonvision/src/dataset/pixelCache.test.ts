// Tests of pixelCache.ts.
import { readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bareSample, pictureBytes, put, smallTown } from '../../test/datasetTown.ts';
import { decodeImage, extract, openPixelCache, renderInput } from './index.ts';

describe('bytes', () => {
  test('each sample is at its index, with the same bytes as from renderInput', async () => {
    const project = await smallTown();
    const { samples } = await extract({ project });
    const cache = await openPixelCache({ project, samples: [...samples].reverse() });
    expect(cache).toMatchObject({ count: 5, stride: 30 * 20 * 3, height: 30, width: 20, channels: 3, built: true });
    expect(cache.ids).toEqual(samples.map(({ id }) => id));
    const bytes = await readFile(cache.path);
    expect(bytes.length).toBe(cache.count * cache.stride);
    for (const sample of samples) {
      const at = (cache.indexOf.get(sample.id) ?? -1) * cache.stride;
      const inCache = bytes.subarray(at, at + cache.stride);
      expect(
        inCache.equals(await renderInput(join(project.directory, sample.screenshot), project.input, sample.box)),
      ).toBe(true);
      expect(inCache.equals(await renderInput(join(project.directory, sample.crop), project.input))).toBe(true);
    }
    const side: unknown = JSON.parse(await readFile(cache.path.replace('.pixels', '.json'), 'utf8'));
    expect(side).toMatchObject({ format: 'toonvision-pixels', stride: 1800, ids: cache.ids });
  });

  test('nearest at twice the size repeats every pixel; the same size changes nothing', async () => {
    const image = await pictureBytes(5);
    const { data, width, height } = await decodeImage(image);
    const same = await renderInput(image, { height, width, fit: 'stretch', interpolation: 'bilinear' });
    expect(Buffer.from(same).equals(data)).toBe(true);
    const twice = await renderInput(image, { height: 180, width: 240, fit: 'stretch', interpolation: 'nearest' });
    const pixel = (bytes: Uint8Array, columns: number, row: number, column: number) => [
      ...bytes.subarray((row * columns + column) * 3, (row * columns + column) * 3 + 3),
    ];
    for (const [row, column] of [
      [0, 0],
      [7, 11],
      [179, 239],
      [90, 121],
    ] as const)
      expect(pixel(twice, 240, row, column)).toEqual(pixel(data, 120, row >> 1, column >> 1));
  });

  test('letterbox keeps the aspect ratio between black bars', async () => {
    const pixels = await renderInput(await pictureBytes(200), {
      height: 120,
      width: 120,
      fit: 'letterbox',
      interpolation: 'nearest',
    });
    expect([...pixels.subarray(0, 3)]).toEqual([0, 0, 0]);
    expect(pixels[(60 * 120 + 60) * 3 + 2]).toBe(200);
  });

  test('rejects a box outside the image', async () => {
    const project = await smallTown();
    const box = { xmin: 0, ymin: 0, xmax: 121, ymax: 90 };
    await expect(renderInput(await pictureBytes(), project.input, box)).rejects.toThrow(
      /is not inside the image of 120x90/,
    );
    await expect(renderInput('/nowhere.png', project.input)).rejects.toThrow(/no such file/);
  });
});

describe('is built from', () => {
  test('crops of the extraction, so the screenshots are not decoded again', async () => {
    const project = await smallTown();
    const screenshot = join(project.paths.screenshots, 'ttc/a.png');
    const content = await readFile(screenshot);
    const longAgo = new Date('2020-01-01');
    await utimes(screenshot, longAgo, longAgo);
    const { samples } = await extract({ project });
    // Not an image any more, but its size and time are as before.
    await writeFile(screenshot, new Uint8Array(content.length));
    await utimes(screenshot, longAgo, longAgo);
    const { path } = await openPixelCache({ project, samples });
    const fromCrops = await readFile(path);
    await writeFile(screenshot, content);
    await rm(project.paths.cache, { recursive: true });
    expect((await readFile((await openPixelCache({ project, samples })).path)).equals(fromCrops)).toBe(true);
  });

  test.each(['missing', 'changed', 'broken'])('the screenshot if a crop is %s', async (state) => {
    const project = await smallTown();
    const { samples } = await extract({ project });
    const wanted = await readFile((await openPixelCache({ project, samples })).path);
    for (const name of await readdir(project.paths.cache))
      if (!/^(crops|hashes)\.json$/.test(name)) await rm(join(project.paths.cache, name));
    const crop = join(project.directory, samples[0]?.crop ?? '');
    if (state === 'missing') await rm(crop);
    else if (state === 'changed') await writeFile(crop, await pictureBytes(200, [6, 8]));
    else await writeFile(crop, new Uint8Array((await stat(crop)).size));
    const cache = await openPixelCache({ project, samples });
    expect(cache.built).toBe(true);
    expect((await readFile(cache.path)).equals(wanted)).toBe(true);
  });
});

describe('reuse', () => {
  test('reuses an existing cache and rebuilds a truncated or deleted one', async () => {
    const project = await smallTown();
    const { samples } = await extract({ project });
    const first = await openPixelCache({ project, samples });
    const bytes = await readFile(first.path);
    const second = await openPixelCache({ project, samples });
    expect(second).toMatchObject({ built: false, path: first.path, fingerprint: first.fingerprint });
    await truncate(first.path, 1000);
    expect(await openPixelCache({ project, samples })).toMatchObject({ built: true, path: first.path });
    expect((await readFile(first.path)).equals(bytes)).toBe(true);
    await rm(first.path);
    expect(await openPixelCache({ project, samples })).toMatchObject({ built: true });
    await rm(join(project.paths.cache, 'hashes.json'));
    expect(await openPixelCache({ project, samples })).toMatchObject({ built: false });
  });

  test('builds another cache for another image, box, input or set of samples', async () => {
    const project = await smallTown();
    const { samples } = await extract({ project });
    const prints = new Set<string>();
    const open = async (options: Partial<Parameters<typeof openPixelCache>[0]>) => {
      const cache = await openPixelCache({ project, samples, ...options });
      expect(cache.built).toBe(true);
      prints.add(cache.fingerprint);
    };
    await open({});
    await open({ samples: samples.slice(1) });
    await open({ input: { ...project.input, height: 31 } });
    await open({ input: { ...project.input, interpolation: 'nearest' } });
    await open({
      samples: samples.map((sample) => ({ ...sample, box: { ...sample.box, xmin: sample.box.xmin + 1 } })),
    });
    await put(project, 'ttc/a.png', await pictureBytes(99));
    await open({});
    expect(prints.size).toBe(6);
  });

  test('reports progress in samples', async () => {
    const project = await smallTown();
    const { samples } = await extract({ project });
    const told: [number, number][] = [];
    await openPixelCache({ project, samples, onProgress: (done, total) => told.push([done, total]) });
    expect(told.at(-1)).toEqual([5, 5]);
  });
});

describe('invalid input leaves no partial file', () => {
  const leftovers = async (folder: string) => (await readdir(folder)).filter((name) => /\.(tmp|pixels)$/.test(name));

  test('a screenshot that is missing, broken or smaller since the extraction', async () => {
    const project = await smallTown();
    const { samples } = await extract({ project });
    await put(project, 'ttc/b.png', await pictureBytes(1, [60, 60]));
    await expect(openPixelCache({ project, samples })).rejects.toThrow(
      /screenshots\/ttc\/b\.png: the box of object 1 is not inside[\s\S]*toonvision extract/,
    );
    await put(project, 'ttc/b.png', 'no picture');
    await expect(openPixelCache({ project, samples })).rejects.toThrow(
      /screenshots\/ttc\/b\.png: unsupported image format/,
    );
    await rm(join(project.paths.screenshots, 'ttc/b.png'));
    await expect(openPixelCache({ project, samples })).rejects.toThrow(/screenshots\/ttc\/b\.png: no such file/);
    expect(await leftovers(project.paths.cache)).toEqual([]);
  });

  test('an interruption', async () => {
    const project = await smallTown();
    const { samples } = await extract({ project });
    const stop = new AbortController();
    const building = openPixelCache({ project, samples, signal: stop.signal, onProgress: () => stop.abort() });
    await expect(building).rejects.toMatchObject({ name: 'InterruptedError' });
    expect(await leftovers(project.paths.cache)).toEqual([]);
  });

  test('a file at the path of the folder, and no samples', async () => {
    const project = await smallTown();
    await expect(openPixelCache({ project, samples: [] })).rejects.toThrow(/no samples to cache/);
    await writeFile(join(project.directory, '.toonvision'), 'in the way');
    await expect(openPixelCache({ project, samples: [bareSample('a', 1, 'x', {})] })).rejects.toMatchObject({
      name: 'UserError',
    });
  });

  test('removes files of killed processes', async () => {
    const project = await smallTown();
    const { samples } = await extract({ project });
    const abandoned = join(project.paths.cache, 'x.pixels.999999999-1.tmp');
    const running = join(project.paths.cache, `x.pixels.${process.pid}-999.tmp`);
    await writeFile(abandoned, 'x');
    await writeFile(running, 'x');
    await openPixelCache({ project, samples });
    await expect(stat(abandoned)).rejects.toThrow();
    expect((await stat(running)).isFile()).toBe(true);
  });
});
