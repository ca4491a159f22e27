// The pixels of all samples at the model's size in one file of fixed stride, which workers read directly.
import { createHash } from 'node:crypto';
import { mkdir, readFile, stat, utimes } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { InputSize, Project } from '../config/index.ts';
import { InterruptedError, UserError } from '../errors/index.ts';
import { byCodeUnits, explainFileError, writeFileAtomic } from '../files/index.ts';
import { inParallel } from '../threads/index.ts';
import { removeAbandoned } from './abandoned.ts';
import { type ContentHashes, openContentHashes } from './contentHashes.ts';
import { openCropRecord } from './cropRecord.ts';
import { givenFingerprint } from './givenPixels.ts';
import { buildPixels, reopenDamaged } from './pixelBuild.ts';
import { damagedSamples, spotCheck } from './pixelChecks.ts';
import { removeOldCaches } from './pixelFolder.ts';
import { regionOf, type Sample } from './sample.ts';

/** What `openPixelCache` needs to know. */
export interface PixelCacheOptions {
  project: Project;
  samples: readonly Sample[];
  /** Default `project.input`. */
  input?: InputSize;
  /** Called while the cache is built: samples done, samples of all. */
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** An open cache: sample `ids[i]` lies at byte `i * stride`, as `height` x `width` x 3 bytes, sRGB, row by row. */
export interface PixelCache {
  /** Absolute path; the file has no header. */
  path: string;
  ids: readonly string[];
  /** Place of a sample in the file, by id. */
  indexOf: ReadonlyMap<string, number>;
  count: number;
  /** Bytes of one sample: height x width x 3. */
  stride: number;
  height: number;
  width: number;
  channels: 3;
  fingerprint: string;
  /** False when the cache was there already. */
  built: boolean;
  /** Samples that an unfinished build, or the whole part of a damaged cache, had already. */
  resumed: number;
  /** Fingerprints of old caches that were removed when this one was complete. */
  removed: readonly string[];
  /** What opening or building took. */
  seconds: number;
}

/** Raise it when the same samples would give other bytes. */
const FORMAT_VERSION = 2;
/** Raise it when the side file holds something else. */
const SIDE_VERSION = 2;
/** Threads: one more than cores, as each waits for the disk now and then; few enough to keep memory small. */
const AT_ONCE = Math.min(16, availableParallelism() + 1);

/** SHA-256 of each screenshot, by path. */
async function hashScreenshots(samples: readonly Sample[], hashes: ContentHashes): Promise<Map<string, string>> {
  const screenshots = [...new Set(samples.map(({ screenshot }) => screenshot))];
  const hashOf = new Map<string, string>();
  await inParallel(screenshots, async (file) => hashOf.set(file, await hashes.of(file)), {
    limit: 8,
    interrupted: { what: '', remedy: '' },
  });
  return hashOf;
}

function fingerprint(samples: readonly Sample[], input: InputSize, hashOf: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([FORMAT_VERSION, input.height, input.width, input.fit, input.interpolation]));
  for (const sample of samples) {
    const { xmin, ymin, xmax, ymax } = regionOf(sample);
    hash.update(JSON.stringify([sample.id, hashOf.get(sample.screenshot), xmin, ymin, xmax, ymax]));
  }
  return hash.digest('hex').slice(0, 32);
}

/** What lies beside a cache: what it holds, and by which it is told from a damaged one. */
const sideSchema = z.object({
  format: z.literal('toonvision-pixels'),
  version: z.literal(SIDE_VERSION),
  stride: z.int(),
  ids: z.array(z.string()),
  checksums: z.array(z.int()),
  /** Time of the last change when it was whole; another one means that it has to be looked through. */
  mtimeMs: z.number(),
});

/**
 * Whether the cache at `path` is whole. Its size and some of its samples are looked at each time, all of them when the
 * file was changed since it was built. What is damaged is marked for building.
 */
async function checkCache(path: string, side: string, count: number, stride: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) return false;
  const parsed = await readFile(side, 'utf8')
    .then((text) => sideSchema.safeParse(JSON.parse(text)))
    .catch(() => undefined);
  if (parsed?.success !== true || parsed.data.checksums.length !== count || parsed.data.stride !== stride) return false;
  const checksums = new Map(parsed.data.checksums.map((checksum, index) => [index, checksum]));
  const touched = found.mtimeMs !== parsed.data.mtimeMs || found.size !== count * stride;
  let damaged = touched ? [] : await damagedSamples(path, stride, checksums, spotCheck(count));
  if (touched || damaged.length > 0) damaged = await damagedSamples(path, stride, checksums);
  if (damaged.length === 0 && found.size === count * stride) {
    if (touched) await writeFileAtomic(side, `${JSON.stringify({ ...parsed.data, mtimeMs: found.mtimeMs })}\n`);
    // The time it was opened last, for whoever has to choose which caches stay.
    else await utimes(side, new Date(), new Date()).catch(() => undefined);
    return true;
  }
  await reopenDamaged(path, checksums, damaged);
  return false;
}

/**
 * Opens the pixel cache of `samples`, building it when there is none for exactly these samples, screenshots and input
 * size. A cache that was cut short or damaged is found out by its checksums, and what is wrong in it is built again; a
 * build that was killed resumes. Building reads the crops that the extraction wrote; a screenshot without them is decoded once.
 * A few images are in memory at a time, whatever the number of samples. When it is complete, all but the few caches that were opened last are removed.
 *
 * @throws UserError when a screenshot is gone, broken or no longer fits its boxes, or nothing can be written;
 *   InterruptedError when `signal` aborts: what is built by then is gone on with.
 *
 * @example
 * const cache = await openPixelCache({ project, samples });
 * const first = cache.indexOf.get('ttc/ttc_0012_a#2'); // its bytes begin at first * cache.stride
 */
export async function openPixelCache(options: PixelCacheOptions): Promise<PixelCache> {
  const started = performance.now();
  const { project, signal } = options;
  const input = options.input ?? project.input;
  if (options.samples.length === 0)
    throw new UserError('there is no sample to cache', {
      remedy: 'Run `toonvision extract` and look at its problems.',
    });
  if (signal?.aborted === true)
    throw new InterruptedError('building the pixel cache was interrupted', 'Run the command again.');
  const samples = [...options.samples].sort((a, b) => byCodeUnits(a.id, b.id));
  const folder = project.paths.cache;
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw explainFileError(error, folder);
  });
  const given = await givenFingerprint(folder, samples, input);
  let hashOf: ReadonlyMap<string, string> = new Map();
  if (given === undefined) {
    const hashes = await openContentHashes(project);
    hashOf = await hashScreenshots(samples, hashes);
    await hashes.save();
  }
  const print = given ?? fingerprint(samples, input, hashOf);
  const path = join(folder, `${print}.pixels`);
  const stride = input.height * input.width * 3;
  const side = join(folder, `${print}.json`);
  const built = !(await checkCache(path, side, samples.length, stride));
  const ids = samples.map(({ id }) => id);
  let resumed = 0;
  let removed: string[] = [];
  if (built) {
    await removeAbandoned(folder);
    const { onProgress } = options;
    const record = await openCropRecord(project);
    const cropBytes = (sample: Sample) => {
      const sha256 = hashOf.get(sample.screenshot);
      return sha256 === undefined ? undefined : record.bytesOf(sample.crop, sha256, regionOf(sample));
    };
    resumed = await buildPixels(
      path,
      { project, samples, input, cropBytes, atOnce: AT_ONCE, onProgress, signal },
      async (checksums, file) => {
        const { mtimeMs } = await file.stat();
        const head = {
          format: 'toonvision-pixels',
          version: SIDE_VERSION,
          file: basename(path),
          ...input,
          channels: 3,
        };
        await writeFileAtomic(side, `${JSON.stringify({ ...head, stride, mtimeMs, ids, checksums })}\n`);
      },
    );
    removed = await removeOldCaches(folder, print);
  }
  return {
    path,
    ids,
    indexOf: new Map(ids.map((id, index) => [id, index])),
    count: ids.length,
    stride,
    height: input.height,
    width: input.width,
    channels: 3,
    fingerprint: print,
    built,
    resumed,
    removed,
    seconds: (performance.now() - started) / 1000,
  };
}
