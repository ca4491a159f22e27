// Tests of the pixel cache after its process was killed while writing, and after damage.
import { spawn } from 'node:child_process';
import { open, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Config, Project } from '../src/config/index.ts';
import { extract, openPixelCache, readSamples, type Sample } from '../src/dataset/index.ts';
import { emptyTown, putShot, TOWN_CONFIG } from './datasetTown.ts';

const CONFIG: Config = { ...TOWN_CONFIG, input: { height: 300, width: 200 } };
const DATASET = fileURLToPath(new URL('../src/dataset/index.ts', import.meta.url));
const CONFIG_MODULE = fileURLToPath(new URL('../src/config/index.ts', import.meta.url));

async function town(shots: number): Promise<{ project: Project; samples: Sample[] }> {
  const project = await emptyTown(CONFIG);
  for (let shot = 0; shot < shots; shot += 1)
    await putShot(
      project,
      `ttc/s${String(shot).padStart(3, '0')}`,
      [
        ['cog_bb_flunky', 1, 1, 60, 80],
        ['cog_lb_bigwig', 20, 5, 110, 85],
      ],
      shot,
    );
  const { samples } = await extract({ project });
  return { project, samples };
}

/** Builds the cache in a separate process and kills it once it has reported `after` samples. */
function buildAndKill(project: Project, after: number): Promise<{ signal: string | null; reported: number }> {
  const script = `
    const { resolveConfig } = await import(${JSON.stringify(CONFIG_MODULE)});
    const { openPixelCache, readSamples } = await import(${JSON.stringify(DATASET)});
    const project = resolveConfig(${JSON.stringify(CONFIG)}, ${JSON.stringify(project.directory)});
    await openPixelCache({ project, samples: await readSamples(project), onProgress: (done) => console.log(done) });
    console.log('complete');
  `;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
    let [text, errors] = ['', ''];
    child.stdout.on('data', (data: Buffer) => {
      text += data.toString();
      if (Number(text.trim().split('\n').at(-1)) >= after) child.kill('SIGKILL');
    });
    child.stderr.on('data', (data: Buffer) => {
      errors += data.toString();
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (signal === null) reject(new Error(`not killed, code ${code}: ${text.slice(-200)} ${errors}`));
      else resolve({ signal, reported: Number(text.trim().split('\n').at(-1)) });
    });
  });
}

/** The bytes of a cache built without interruption. */
async function undisturbed(project: Project, samples: readonly Sample[]): Promise<Buffer> {
  const { path } = await openPixelCache({ project, samples });
  const bytes = await readFile(path);
  await rm(path);
  await rm(path.replace('.pixels', '.json'));
  return bytes;
}

const leftovers = async (project: Project) =>
  (await readdir(project.paths.cache)).filter((name) => /\.(part|journal|lock|tmp)$/.test(name));

describe('a killed build', () => {
  test('is continued to the same bytes as an uninterrupted build', async () => {
    const { project, samples } = await town(120);
    const bytes = await undisturbed(project, samples);
    const { signal, reported } = await buildAndKill(project, 40);
    expect(signal).toBe('SIGKILL');
    expect((await readdir(project.paths.cache)).some((name) => name.endsWith('.pixels'))).toBe(false);
    const cache = await openPixelCache({ project, samples });
    expect(cache.built).toBe(true);
    expect(cache.resumed).toBeGreaterThanOrEqual(reported);
    expect(cache.resumed).toBeLessThan(samples.length);
    expect((await readFile(cache.path)).equals(bytes)).toBe(true);
    expect(await leftovers(project)).toEqual([]);
    expect(await openPixelCache({ project, samples })).toMatchObject({ built: false });
  });

  test('completes after being killed repeatedly', async () => {
    const { project, samples } = await town(90);
    const bytes = await undisturbed(project, samples);
    for (const after of [20, 60, 100]) await buildAndKill(project, after);
    const cache = await openPixelCache({ project, samples });
    expect(cache.resumed).toBeGreaterThanOrEqual(100);
    expect((await readFile(cache.path)).equals(bytes)).toBe(true);
  });

  test('does not trust a partial file that was damaged meanwhile', async () => {
    const { project, samples } = await town(60);
    const bytes = await undisturbed(project, samples);
    await buildAndKill(project, 40);
    const part = (await readdir(project.paths.cache)).find((name) => name.endsWith('.part'))!;
    await truncate(join(project.paths.cache, part), 180_000 * 5 + 17);
    const journal = join(project.paths.cache, part.replace('.part', '.journal'));
    await writeFile(journal, `${await readFile(journal, 'utf8')}7 12`);
    const cache = await openPixelCache({ project, samples });
    expect(cache.resumed).toBeLessThanOrEqual(5);
    expect((await readFile(cache.path)).equals(bytes)).toBe(true);
  });

  test('is continued after an interruption, too', async () => {
    const { project, samples } = await town(20);
    const stop = new AbortController();
    const running = openPixelCache({
      project,
      samples,
      signal: stop.signal,
      onProgress: (done) => done > 10 && stop.abort(),
    });
    await expect(running).rejects.toMatchObject({ name: 'InterruptedError' });
    const { resumed } = await openPixelCache({ project, samples });
    expect(resumed).toBeGreaterThan(10);
  });
});

describe('a damaged cache', () => {
  test.each<[string, (path: string) => Promise<void>, number]>([
    ['cut short', (path) => truncate(path, 180_000 * 3 + 5), 3],
    [
      'of the right size but hollow',
      async (path) => {
        await truncate(path, 180_000);
        await truncate(path, 180_000 * 8);
      },
      1,
    ],
    [
      'a byte changed in the middle',
      async (path) => {
        const file = await open(path, 'r+');
        await file.write(Buffer.from([1, 2, 3]), 0, 3, 180_000 * 4 + 999);
        await file.close();
      },
      7,
    ],
    ['longer than it was', (path) => writeFile(path, 'more', { flag: 'a' }), 8],
  ])('%s: it is found out, and what is whole is kept', async (_, damage, whole) => {
    const { project, samples } = await town(4);
    const first = await openPixelCache({ project, samples });
    const bytes = await readFile(first.path);
    await damage(first.path);
    const again = await openPixelCache({ project, samples });
    expect(again).toMatchObject({ built: true, resumed: whole });
    expect((await readFile(again.path)).equals(bytes)).toBe(true);
    expect(await leftovers(project)).toEqual([]);
  });

  test('is detected by sampling even if size and time are unchanged', async () => {
    const { project, samples } = await town(4);
    const { path } = await openPixelCache({ project, samples });
    const bytes = await readFile(path);
    const { atime, mtime } = await stat(path);
    await writeFile(path, new Uint8Array(bytes.length));
    await utimes(path, atime, mtime);
    await openPixelCache({ project, samples });
    expect((await readFile(path)).equals(bytes)).toBe(true);
  });

  test('is rebuilt if its metadata file is missing or edited, but not if the cache was only touched', async () => {
    const { project, samples } = await town(2);
    const { path } = await openPixelCache({ project, samples });
    await utimes(path, new Date(), new Date());
    expect(await openPixelCache({ project, samples })).toMatchObject({ built: false });
    expect(await openPixelCache({ project, samples })).toMatchObject({ built: false });
    await writeFile(path.replace('.pixels', '.json'), '{');
    expect(await openPixelCache({ project, samples })).toMatchObject({ built: true });
  });
});

test('two concurrent builds of one cache do not interfere', async () => {
  const { project, samples } = await town(30);
  const bytes = await undisturbed(project, samples);
  const [a, b] = await Promise.all([openPixelCache({ project, samples }), openPixelCache({ project, samples })]);
  expect(a.path).toBe(b.path);
  expect((await readFile(a.path)).equals(bytes)).toBe(true);
  expect(await leftovers(project)).toEqual([]);
  expect(await openPixelCache({ project, samples })).toMatchObject({ built: false });
});

test('keeps the most recent caches and deletes older unused ones', async () => {
  const { project } = await town(1);
  const samples = await readSamples(project);
  const openAt = (height: number) => openPixelCache({ project, samples, input: { ...project.input, height } });
  const age = async (path: string, hours: number) => {
    const then = new Date(Date.now() - hours * 3_600_000);
    for (const file of [path, path.replace('.pixels', '.json')]) await utimes(file, then, then);
  };
  for (const [index, height] of [10, 11, 12, 13].entries()) {
    const { path } = await openAt(height);
    await age(path, 50 - index);
  }
  await writeFile(join(project.paths.cache, 'mine.json'), '{}');
  const { removed } = await openAt(14);
  expect(removed).toHaveLength(1);
  const left = await readdir(project.paths.cache);
  expect(left.filter((name) => name.endsWith('.pixels'))).toHaveLength(3);
  expect(left).toContain('mine.json');
  expect(left).toContain('hashes.json');
  // A cache opened within the last hour is kept even above the maximum number.
  for (const height of [15, 16, 17]) await openAt(height);
  expect((await readdir(project.paths.cache)).filter((name) => name.endsWith('.pixels')).length).toBeGreaterThan(3);
});
