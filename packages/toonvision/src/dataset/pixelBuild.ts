// Builds a pixel cache as a stream: sample by sample to its place, with a journal, so that a killed build is gone on with.
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { InputSize, Project } from '../config/index.ts';
import { InterruptedError, UserError } from '../errors/index.ts';
import { explainFileError, temporaryName } from '../files/index.ts';
import { inParallel } from './inParallel.ts';
import { decodePicture, isInside, resizeCrop } from './picture.ts';
import { damagedSamples } from './pixelChecks.ts';
import { takeLock } from './pixelLock.ts';
import { regionOf, type Sample } from './sample.ts';

export interface PixelBuildOptions {
  project: Project;
  /** In the order of the file. */
  samples: readonly Sample[];
  input: InputSize;
  /** Screenshots in memory at once. */
  atOnce: number;
  onProgress?: ((done: number, total: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** A sample and its place in the file. */
interface Placed {
  sample: Sample;
  index: number;
}

/** The names of a build: the file in the making, and what is done of it: a line `index checksum` for each sample. */
export const partName = (path: string): string => `${path}.part`;
export const journalName = (path: string): string => `${path}.journal`;
export const lockName = (path: string): string => `${path}.lock`;

/** What a journal says is done; a torn last line and anything else that is no entry count as nothing. */
async function readJournal(path: string, count: number): Promise<Map<number, number>> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const done = new Map<number, number>();
  for (const line of text.split('\n').slice(0, -1)) {
    const entry = /^(\d{1,10}) (\d{1,10})$/.exec(line);
    if (entry !== null && Number(entry[1]) < count) done.set(Number(entry[1]), Number(entry[2]));
  }
  return done;
}

/** The samples that lie in the unfinished file as the journal says. */
async function resumable(path: string, stride: number, count: number): Promise<Map<number, number>> {
  const done = await readJournal(journalName(path), count);
  for (const index of await damagedSamples(partName(path), stride, done)) done.delete(index);
  return done;
}

/** The checksums of the samples of one screenshot, written to their places. */
async function writeScreenshot(
  { project, input }: PixelBuildOptions,
  file: FileHandle,
  inside: readonly Placed[],
): Promise<Map<number, number>> {
  const checksums = new Map<number, number>();
  const first = inside[0]?.sample;
  if (first === undefined) return checksums;
  const picture = await decodePicture(join(project.directory, first.screenshot), first.screenshot);
  for (const { sample, index } of inside) {
    const region = regionOf(sample);
    if (!isInside(region, picture))
      throw new UserError(
        `the box of object ${sample.object} does not lie inside the picture of ${picture.width}x${picture.height}`,
        {
          where: sample.screenshot,
          remedy: 'The screenshot changed since the samples were extracted: run `toonvision extract` again.',
        },
      );
    const pixels = resizeCrop(picture, region, input);
    let at = 0;
    while (at < pixels.length) {
      const { bytesWritten } = await file.write(pixels, at, pixels.length - at, index * pixels.length + at);
      at += bytesWritten;
    }
    checksums.set(index, crc32(pixels));
  }
  return checksums;
}

/** The samples that are not done, screenshot by screenshot. */
function groupByScreenshot(samples: readonly Sample[], done: ReadonlyMap<number, number>): Placed[][] {
  const groups = new Map<string, Placed[]>();
  samples.forEach((sample, index) => {
    if (done.has(index)) return;
    const inside = groups.get(sample.screenshot);
    if (inside === undefined) groups.set(sample.screenshot, [{ sample, index }]);
    else inside.push({ sample, index });
  });
  return [...groups.values()];
}

/**
 * Builds the cache at `path`. A build that was killed or interrupted before leaves `path.part` and `path.journal`; what
 * they hold is checked and kept. `finish` is called with all checksums when everything is written, before the file gets
 * its name.
 *
 * @returns how many samples an unfinished build had done already.
 * @throws UserError when a screenshot is gone, broken or no longer fits its boxes, or nothing can be written: then
 *   nothing is left; InterruptedError when `signal` aborts: then what is done is kept.
 */
export async function buildPixels(
  path: string,
  options: PixelBuildOptions,
  finish: (checksums: readonly number[], file: FileHandle) => Promise<void>,
): Promise<number> {
  const { samples, input, signal, onProgress } = options;
  const stride = input.height * input.width * 3;
  let unlock: (() => Promise<void>) | undefined;
  let part = '';
  let file: FileHandle | undefined;
  let journal: FileHandle | undefined;
  try {
    unlock = await takeLock(lockName(path));
    // Another process is building the same cache: this one writes a file of its own, and the last to end wins.
    part = unlock === undefined ? temporaryName(path) : partName(path);
    const checksums = unlock === undefined ? new Map<number, number>() : await resumable(path, stride, samples.length);
    const resumed = checksums.size;
    if (resumed === 0) await rm(part, { force: true });
    file = await open(part, resumed === 0 ? 'wx' : 'r+');
    if (unlock !== undefined) {
      journal = await open(journalName(path), 'w');
      await journal.writeFile(lines(checksums));
    }
    const [output, log] = [file, journal];
    const write = async (inside: Placed[]) => {
      const written = await writeScreenshot(options, output, inside);
      // After the pixels: what the journal names is there.
      await log?.appendFile(lines(written));
      for (const [index, checksum] of written) checksums.set(index, checksum);
      onProgress?.(checksums.size, samples.length);
    };
    await inParallel(groupByScreenshot(samples, checksums), write, {
      limit: options.atOnce,
      signal,
      interrupted: { what: 'building the pixel cache was interrupted', remedy: 'Run the command again: it goes on.' },
    });
    await file.truncate(stride * samples.length);
    await file.sync();
    await finish(
      samples.map((_, index) => checksums.get(index) ?? 0),
      file,
    );
    await file.close();
    file = undefined;
    await rename(part, path);
    await journal?.close();
    journal = undefined;
    await rm(journalName(path), { force: true });
    return resumed;
  } catch (error) {
    await file?.close().catch(() => undefined);
    await journal?.close().catch(() => undefined);
    if (part !== '' && !(error instanceof InterruptedError && unlock !== undefined)) {
      await rm(part, { force: true }).catch(() => undefined);
      if (unlock !== undefined) await rm(journalName(path), { force: true }).catch(() => undefined);
    }
    throw explainFileError(error, path);
  } finally {
    await unlock?.().catch(() => undefined);
  }
}

const lines = (checksums: ReadonlyMap<number, number>) =>
  [...checksums].map(([index, checksum]) => `${index} ${checksum}\n`).join('');

/** Makes a damaged cache an unfinished one: what is whole in it stays, the rest is built again. */
export async function reopenDamaged(
  path: string,
  checksums: ReadonlyMap<number, number>,
  damaged: readonly number[],
): Promise<void> {
  const whole = new Map(checksums);
  for (const index of damaged) whole.delete(index);
  const unlock = await takeLock(lockName(path)).catch(() => undefined);
  if (unlock === undefined) return;
  try {
    const journal = await open(journalName(path), 'w');
    await journal.writeFile(lines(whole)).finally(() => journal.close());
    await rename(path, partName(path));
  } catch {
    // Then it is built from the beginning.
  } finally {
    await unlock();
  }
}
