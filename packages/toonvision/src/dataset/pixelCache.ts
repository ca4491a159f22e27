// The pixels of all samples at the model's size in one file of fixed stride, which workers read directly.
import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import type { InputSize, Project } from '../config/index.ts';
import { InterruptedError, UserError } from '../errors/index.ts';
import { explainFileError, temporaryName, writeWhole } from '../files/index.ts';
import { removeAbandoned } from './abandoned.ts';
import { byCodeUnits } from './codeUnitOrder.ts';
import { type ContentHashes, openContentHashes } from './contentHashes.ts';
import { inParallel } from './inParallel.ts';
import { decodePicture, isInside, resizeCrop } from './picture.ts';
import type { Sample } from './sample.ts';

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
  /** What opening or building took. */
  seconds: number;
}

/** Raise it when the same samples would give other bytes. */
const FORMAT_VERSION = 1;
/** Screenshots in memory at once: enough to keep the cores busy, few enough to keep memory small. */
const AT_ONCE = Math.min(8, Math.max(2, availableParallelism()));

async function fingerprint(samples: readonly Sample[], input: InputSize, hashes: ContentHashes): Promise<string> {
  const screenshots = [...new Set(samples.map(({ screenshot }) => screenshot))];
  const hashOf = new Map<string, string>();
  await inParallel(screenshots, async (file) => hashOf.set(file, await hashes.of(file)), {
    limit: 8,
    interrupted: { what: '', remedy: '' },
  });
  const hash = createHash('sha256');
  hash.update(JSON.stringify([FORMAT_VERSION, input.height, input.width, input.fit, input.interpolation]));
  for (const { id, screenshot, box } of samples)
    hash.update(JSON.stringify([id, hashOf.get(screenshot), box.xmin, box.ymin, box.xmax, box.ymax]));
  return hash.digest('hex').slice(0, 32);
}

/** Writes the pixels of the samples of one screenshot to their places. */
async function writeScreenshot(
  project: Project,
  file: FileHandle,
  input: InputSize,
  inside: readonly { sample: Sample; index: number }[],
) {
  const first = inside[0]?.sample;
  if (first === undefined) return;
  const picture = await decodePicture(join(project.directory, first.screenshot), first.screenshot);
  for (const { sample, index } of inside) {
    if (!isInside(sample.box, picture))
      throw new UserError(
        `the box of object ${sample.object} does not lie inside the picture of ${picture.width}x${picture.height}`,
        {
          where: sample.screenshot,
          remedy: 'The screenshot changed since the samples were extracted: run `toonvision extract` again.',
        },
      );
    const pixels = await resizeCrop(picture, sample.box, input);
    let at = 0;
    while (at < pixels.length) {
      const { bytesWritten } = await file.write(pixels, at, pixels.length - at, index * pixels.length + at);
      at += bytesWritten;
    }
  }
}

async function build(
  path: string,
  samples: readonly Sample[],
  options: PixelCacheOptions,
  input: InputSize,
): Promise<void> {
  const byScreenshot = new Map<string, { sample: Sample; index: number }[]>();
  samples.forEach((sample, index) => {
    const inside = byScreenshot.get(sample.screenshot);
    if (inside === undefined) byScreenshot.set(sample.screenshot, [{ sample, index }]);
    else inside.push({ sample, index });
  });
  const temporary = temporaryName(path);
  let file: FileHandle | undefined;
  let done = 0;
  try {
    file = await open(temporary, 'wx');
    const output = file;
    const write = async (inside: { sample: Sample; index: number }[]) => {
      await writeScreenshot(options.project, output, input, inside);
      done += inside.length;
      options.onProgress?.(done, samples.length);
    };
    await inParallel([...byScreenshot.values()], write, {
      limit: AT_ONCE,
      signal: options.signal,
      interrupted: { what: 'building the pixel cache was interrupted', remedy: 'Run the command again.' },
    });
    await file.sync();
    await file.close();
    file = undefined;
    await rename(temporary, path);
  } catch (error) {
    await file?.close().catch(() => undefined);
    await rm(temporary, { force: true }).catch(() => undefined);
    throw explainFileError(error, path);
  }
}

/**
 * Opens the pixel cache of `samples`, building it when there is none for exactly these samples, screenshots and input
 * size, or when the file was cut short. Building decodes each screenshot once and keeps a few in memory, whatever the
 * number of samples.
 *
 * @throws UserError when a screenshot is gone, broken or no longer fits its boxes, or nothing can be written;
 *   InterruptedError when `signal` aborts. Nothing half-written is left.
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
  const hashes = await openContentHashes(project);
  const print = await fingerprint(samples, input, hashes);
  await hashes.save();
  const path = join(folder, `${print}.pixels`);
  const stride = input.height * input.width * 3;
  const found = await stat(path).catch(() => undefined);
  const built = found?.isFile() !== true || found.size !== stride * samples.length;
  const ids = samples.map(({ id }) => id);
  if (built) {
    await removeAbandoned(folder);
    await build(path, samples, options, input);
    const side = {
      format: 'toonvision-pixels',
      version: FORMAT_VERSION,
      file: basename(path),
      ...input,
      channels: 3,
      stride,
      ids,
    };
    await writeWhole(join(folder, `${print}.json`), `${JSON.stringify(side)}\n`);
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
    seconds: (performance.now() - started) / 1000,
  };
}
