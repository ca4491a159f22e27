// The pixel cache: all samples at the input size of the model, in one file with a fixed stride that workers read.
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
import { chooseSpotChecks, findDamagedSamples } from './pixelChecks.ts';
import { removeOldCaches } from './pixelFolder.ts';
import { regionOf, type Sample } from './sample.ts';

/** Options of `openPixelCache`. */
export interface PixelCacheOptions {
  project: Project;
  samples: readonly Sample[];
  /** Default `project.input`. */
  input?: InputSize;
  /** Called while the cache is built, with the number of samples done and the total. */
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/**
 * An open cache: sample `ids[i]` is at byte `i * stride`, as `height` x `width` x 3 bytes, sRGB, in row-major order.
 */
export interface PixelCache {
  /** Absolute path; the file has no header. */
  path: string;
  ids: readonly string[];
  /** Index of each sample in the file, by id. */
  indexOf: ReadonlyMap<string, number>;
  count: number;
  /** Bytes per sample: height x width x 3. */
  stride: number;
  height: number;
  width: number;
  channels: 3;
  fingerprint: string;
  /** False if the cache already existed. */
  built: boolean;
  /** Number of samples reused from an interrupted build or a damaged cache. */
  resumed: number;
  /** Fingerprints of old caches that were removed after this one was built. */
  removed: readonly string[];
  /** Duration of opening or building. */
  seconds: number;
}

/** Increment when the same samples produce different bytes. */
const FORMAT_VERSION = 2;
/** Increment when the format of the metadata file changes. */
const METADATA_VERSION = 2;
/** One more than cores, as threads wait for the disk; limited because each holds a screenshot in memory. */
const THREADS = Math.min(16, availableParallelism() + 1);

/** Returns the SHA-256 of each screenshot, by path. */
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

/** The metadata file of a cache, with the checksums that detect damage. */
const metadataSchema = z.object({
  format: z.literal('toonvision-pixels'),
  version: z.literal(METADATA_VERSION),
  stride: z.int(),
  ids: z.array(z.string()),
  checksums: z.array(z.int()),
  /** Modification time of the intact cache; if it differs, all samples are checked. */
  mtimeMs: z.number(),
});

/**
 * Whether the cache at `path` is intact. Checks its size and some samples, or all samples if the file was modified
 * since it was built. Damaged samples are marked to be built again.
 */
async function checkCache(path: string, metadataPath: string, count: number, stride: number): Promise<boolean> {
  const info = await stat(path).catch(() => undefined);
  if (info?.isFile() !== true) return false;
  const parsed = await readFile(metadataPath, 'utf8')
    .then((text) => metadataSchema.safeParse(JSON.parse(text)))
    .catch(() => undefined);
  if (parsed?.success !== true || parsed.data.checksums.length !== count || parsed.data.stride !== stride) return false;
  const checksums = new Map(parsed.data.checksums.map((checksum, index) => [index, checksum]));
  const modified = info.mtimeMs !== parsed.data.mtimeMs || info.size !== count * stride;
  let damaged = modified ? [] : await findDamagedSamples(path, stride, checksums, chooseSpotChecks(count));
  if (modified || damaged.length > 0) damaged = await findDamagedSamples(path, stride, checksums);
  if (damaged.length === 0 && info.size === count * stride) {
    if (modified) await writeFileAtomic(metadataPath, `${JSON.stringify({ ...parsed.data, mtimeMs: info.mtimeMs })}\n`);
    // The modification time is when the cache was last opened; see `removeOldCaches`.
    else await utimes(metadataPath, new Date(), new Date()).catch(() => undefined);
    return true;
  }
  await reopenDamaged(path, checksums, damaged);
  return false;
}

/**
 * Opens the pixel cache of `samples`, and builds it if there is none for exactly these samples, screenshots and input
 * size. Checksums detect a truncated or damaged cache; only its damaged samples are built again. An interrupted build
 * is resumed. Building reads the extracted crops, or decodes a screenshot once if they are missing, with a few images
 * in memory at a time. After a build, all but the most recently opened caches are removed.
 *
 * @throws UserError when a screenshot is missing, broken or smaller than its boxes, or a file cannot be written;
 *   InterruptedError when `signal` aborts; progress is kept then.
 *
 * @example
 * const cache = await openPixelCache({ project, samples });
 * const first = cache.indexOf.get('ttc/ttc_0012_a#2'); // its bytes start at first * cache.stride
 */
export async function openPixelCache(options: PixelCacheOptions): Promise<PixelCache> {
  const started = performance.now();
  const { project, signal } = options;
  const input = options.input ?? project.input;
  if (options.samples.length === 0)
    throw new UserError('no samples to cache', {
      remedy: 'Run `toonvision extract` and check the problems it reports.',
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
  const metadataPath = join(folder, `${print}.json`);
  const built = !(await checkCache(path, metadataPath, samples.length, stride));
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
      { project, samples, input, cropBytes, threads: THREADS, onProgress, signal },
      async (checksums, file) => {
        const { mtimeMs } = await file.stat();
        const head = {
          format: 'toonvision-pixels',
          version: METADATA_VERSION,
          file: basename(path),
          ...input,
          channels: 3,
        };
        await writeFileAtomic(metadataPath, `${JSON.stringify({ ...head, stride, mtimeMs, ids, checksums })}\n`);
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
