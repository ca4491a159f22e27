// Tests of drawTown.ts: same bytes for any number of threads, valid boxes, no overwriting, clean interruption.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { InterruptedError, UserError } from '../errors/index.ts';
import type { Truth } from './annotation.ts';
import { centroidAccuracy } from './centroidAccuracy.ts';
import { drawTown, type TownSummary } from './drawTown.ts';
import { decodeRle } from './silhouette.ts';

let folder: string;
let town: string;
let summary: TownSummary;
const progress: [number, number][] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'town-'));
  town = join(folder, 'town');
  summary = await drawTown(town, {
    scale: 0.08,
    threads: 2,
    onProgress: (done, total) => progress.push([done, total]),
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function filesOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
}

async function fingerprint(directory: string): Promise<Map<string, string>> {
  const files = await filesOf(directory);
  return new Map(
    await Promise.all(
      files.map(
        async (file) =>
          [
            file,
            createHash('sha256')
              .update(await readFile(join(directory, file)))
              .digest('hex'),
          ] as const,
      ),
    ),
  );
}

async function truths(): Promise<{ stem: string; truth: Truth }[]> {
  const files = (await filesOf(town)).filter((file) => file.endsWith('.truth.json'));
  return Promise.all(
    files.map(async (file) => ({
      stem: join(town, file.slice(0, -'.truth.json'.length)),
      truth: JSON.parse(await readFile(join(town, file), 'utf8')) as Truth,
    })),
  );
}

test('writes three files per screenshot and the configuration, with progress', async () => {
  const files = await filesOf(town);
  expect(files).toHaveLength(summary.screenshots * 3 + 1);
  expect(files).toContain('toonvision.config.ts');
  expect(progress[0]).toEqual([0, summary.screenshots]);
  expect(progress.at(-1)).toEqual([summary.screenshots, summary.screenshots]);
  expect(Object.values(summary.streets).reduce((a, b) => a + b, 0)).toBe(summary.screenshots);
});

test('writes the same bytes for 1 and 2 threads, and others for another seed', async () => {
  const [one, two, other] = ['one', 'two', 'other'].map((name) => join(folder, name)) as [string, string, string];
  await drawTown(one, { scale: 0.02, threads: 1 });
  await drawTown(two, { scale: 0.02, threads: 2 });
  await drawTown(other, { scale: 0.02, threads: 2, seed: 8 });
  const print = await fingerprint(one);
  expect(await fingerprint(two)).toEqual(print);
  expect(await fingerprint(other)).not.toEqual(print);
});

test('writes screenshots of 800x600 RGB pixels', async () => {
  const [first] = await truths();
  const { format, width, height, channels } = await sharp(`${first?.stem}.png`).metadata();
  expect([format, width, height, channels]).toEqual(['png', 800, 600, 3]);
});

test('annotates boxes inside the image that contain the silhouettes', async () => {
  for (const { stem, truth } of await truths()) {
    const xml = await readFile(`${stem}.xml`, 'utf8');
    const boxes = [
      ...xml.matchAll(/<name>(\w+)<[\s\S]*?<xmin>(\d+)<[\s\S]*?<ymin>(\d+)<[\s\S]*?<xmax>(\d+)<[\s\S]*?<ymax>(\d+)</g),
    ];
    expect(boxes.map(([, name]) => name)).toEqual(truth.objects.map(({ name }) => name));
    for (const [i, object] of truth.objects.entries()) {
      const [xmin = -1, ymin = -1, xmax = -1, ymax = -1] = (boxes[i] ?? []).slice(2).map(Number);
      expect(xmin >= 1 && ymin >= 1 && xmax <= 800 && ymax <= 600 && xmin < xmax && ymin < ymax).toBe(true);
      expect(Math.max(Math.abs(xmin - object.box.xmin), Math.abs(ymax - object.box.ymax))).toBeLessThanOrEqual(4);
      const mask = decodeRle(object.silhouette);
      let area = 0;
      mask.forEach((inside, at) => {
        if (inside === 0) return;
        area += 1;
        const [x, y] = [at % 800, Math.floor(at / 800)];
        if (x < object.box.xmin || x >= object.box.xmax || y < object.box.ymin || y >= object.box.ymax)
          throw new Error(`${stem}: pixel ${x},${y} outside`);
      });
      expect(area).toBe(object.visibleArea);
      expect(object.visibleArea).toBeGreaterThanOrEqual(0.25 * object.fullArea);
    }
  }
});

test('does not reveal the suit by the mean color of a crop', async () => {
  const accuracy = await centroidAccuracy(town);
  console.log(`nearest centroid of the mean color: ${accuracy.toFixed(3)}`);
  expect(accuracy).toBeLessThan(0.75);
});

test('rejects a folder that is in use', async () => {
  await expect(drawTown(town)).rejects.toThrow(/screenshots folder already.*\n.*new folder/);
  const own = join(folder, 'own');
  await mkdir(own);
  await writeFile(join(own, 'a.txt'), 'mine');
  await expect(drawTown(own)).rejects.toThrow(UserError);
  expect(await readFile(join(own, 'a.txt'), 'utf8')).toBe('mine');
  await expect(drawTown(join(own, 'a.txt'))).rejects.toThrow(/a file, not a folder/);
  await expect(drawTown(join(own, 'a.txt', 'b'))).rejects.toThrow(UserError);
});

test('rejects options out of range', async () => {
  await expect(drawTown(join(folder, 'x'), { scale: 0 })).rejects.toThrow(/scale is 0/);
  await expect(drawTown(join(folder, 'x'), { seed: -1 })).rejects.toThrow(/seed is -1/);
  await expect(drawTown(join(folder, 'x'), { threads: 0.5 })).rejects.toThrow(/threads is 0.5/);
});

test('stops cleanly when aborted and continues to the same bytes', async () => {
  const [cut, whole] = [join(folder, 'cut'), join(folder, 'one')];
  const controller = new AbortController();
  const stopped = drawTown(cut, {
    scale: 0.02,
    threads: 2,
    signal: controller.signal,
    onProgress: (done) => done >= 5 && controller.abort(),
  });
  await expect(stopped).rejects.toThrow(InterruptedError);
  const files = await filesOf(cut);
  expect(files.filter((file) => file.endsWith('.tmp'))).toEqual([]);
  expect(files.filter((file) => file.endsWith('.png')).length).toBe(
    files.filter((file) => file.endsWith('.truth.json')).length,
  );
  await expect(drawTown(cut, { scale: 0.02, seed: 9 })).rejects.toThrow(/seed 7 and scale 0.02/);
  await drawTown(cut, { scale: 0.02 });
  expect(await fingerprint(cut)).toEqual(await fingerprint(whole));
});

test('reports the file that a worker cannot write', async () => {
  const blocked = join(folder, 'blocked');
  const controller = new AbortController();
  const stopped = drawTown(blocked, {
    scale: 0.02,
    threads: 1,
    signal: controller.signal,
    onProgress: () => controller.abort(),
  });
  await expect(stopped).rejects.toThrow(InterruptedError);
  await rm(join(blocked, 'screenshots'), { recursive: true, force: true });
  await writeFile(join(blocked, 'screenshots'), 'in the way');
  await expect(drawTown(blocked, { scale: 0.02, threads: 2 })).rejects.toThrow(UserError);
  await expect(drawTown(blocked, { scale: 0.02, threads: 2 })).rejects.toThrow(/blocked\/screenshots/);
});

test('reports a read-only folder with the remedy', async () => {
  const locked = join(folder, 'locked');
  await mkdir(locked);
  await chmod(folder, 0o755);
  await chmod(locked, 0o555);
  // Root can write everywhere, so the process runs as nobody.
  const asRoot = process.getuid?.() === 0;
  const script = `import { drawTown } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
    await drawTown(${JSON.stringify(join(locked, 'town'))}, { scale: 0.02 }).then(() => console.log('drawn'), (error) => console.log(error.name, error.message));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    ...(asRoot ? { uid: 65534, gid: 65534 } : {}),
  });
  expect(stdout, stderr).toMatch(/UserError .*locked\/town.*permission denied\n.*Change the permissions/);
});
