// Builds a pixel cache as a stream: sample by sample to its place, with a journal, so that a killed build is gone on with.
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import type { InputSize, Project } from '../config/index.ts';
import { InterruptedError } from '../errors/index.ts';
import { explainFileError, temporaryName } from '../files/index.ts';
import { inParallel, startThreadPool, type ThreadPool, threadProgram } from '../threads/index.ts';
import { damagedSamples } from './pixelChecks.ts';
import { takeLock } from './pixelLock.ts';
import type { PixelWorkerStart } from './pixelWorker.ts';
import { regionOf, type Sample } from './sample.ts';
import { type ScreenshotJob, writePixels } from './writePixels.ts';

export interface PixelBuildOptions {
  project: Project;
  /** In the order of the file. */
  samples: readonly Sample[];
  input: InputSize;
  /** Size in bytes of a sample's crop, if the extraction wrote it of the screenshot as it is now. */
  cropBytes?: (sample: Sample) => number | undefined;
  /** Threads, each with a screenshot in memory. */
  atOnce: number;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** Samples that are not worth starting threads for. */
const FEW = 300;

/** So many bytes are brought to the disk at a time. */
const SYNC_BYTES = 64 * 1024 * 1024;

/** The names of a build: the file in the making, and what is done of it: a line `index checksum` for each sample. */
const partName = (path: string): string => `${path}.part`;
const journalName = (path: string): string => `${path}.journal`;
const lockName = (path: string): string => `${path}.lock`;

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

/** The samples that are not done, screenshot by screenshot. */
function jobsOf({ samples, cropBytes }: PixelBuildOptions, done: ReadonlyMap<number, number>): ScreenshotJob[] {
  const missing = samples.map((sample, index) => ({ sample, index })).filter(({ index }) => !done.has(index));
  return [...Map.groupBy(missing, ({ sample }) => sample.screenshot)].map(([screenshot, inside]) => ({
    screenshot,
    inside: inside.map(({ sample, index }) => {
      const bytes = cropBytes?.(sample);
      const crop = bytes === undefined ? undefined : { file: sample.crop, bytes };
      return { index, object: sample.object, region: regionOf(sample), crop };
    }),
  }));
}

type Writer = ThreadPool<ScreenshotJob, [number, number][]>;

/** Who does the screenshots: this thread for a few, else a thread a core; starting them takes as long as some hundred samples. */
function startWriter(
  { project, input, atOnce }: PixelBuildOptions,
  file: FileHandle,
  path: string,
  count: number,
): Writer {
  const target = { directory: project.directory, input };
  if (count < FEW) return { run: (job) => writePixels(target, file.fd, job), end: async () => undefined };
  const start: PixelWorkerStart = { ...target, path };
  return startThreadPool(threadProgram('./pixelWorker', import.meta.url), { threads: atOnce, start });
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
  let writer: Writer | undefined;
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
    writer = startWriter(options, file, part, samples.length - resumed);
    const { run } = writer;
    let unsynced = 0;
    let syncing: Promise<void> | undefined;
    // The disk takes what is written while the rest is decoded, so that the last sync has little left to do.
    const syncAlong = (bytes: number): void => {
      unsynced += bytes;
      if (unsynced < SYNC_BYTES || syncing !== undefined) return;
      unsynced = 0;
      const ended = (): void => {
        syncing = undefined;
      };
      // What fails here fails again in the last sync, which tells.
      syncing = output.datasync().then(ended, ended);
    };
    const write = async (job: ScreenshotJob) => {
      const written = await run(job);
      // After the pixels: what the journal names is there.
      await log?.appendFile(lines(written));
      for (const [index, checksum] of written) checksums.set(index, checksum);
      syncAlong(written.length * stride);
      onProgress?.(checksums.size, samples.length);
    };
    await inParallel(jobsOf(options, checksums), write, {
      limit: samples.length - resumed < FEW ? 2 : options.atOnce,
      signal,
      interrupted: { what: 'building the pixel cache was interrupted', remedy: 'Run the command again: it goes on.' },
    });
    await syncing;
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
    await writer?.end();
    await unlock?.().catch(() => undefined);
  }
}

const lines = (checksums: Iterable<readonly [number, number]>) =>
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
