// Builds a pixel cache sample by sample, with a journal so that an interrupted build can be resumed.
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import type { InputSize, Project } from '../config/index.ts';
import { InterruptedError } from '../errors/index.ts';
import { explainFileError, temporaryName } from '../files/index.ts';
import { inParallel, startThreadPool, type ThreadPool, threadProgram } from '../threads/index.ts';
import { findDamagedSamples } from './pixelChecks.ts';
import { takeLock } from './pixelLock.ts';
import type { PixelWorkerStart } from './pixelWorker.ts';
import { regionOf, type Sample } from './sample.ts';
import { type ScreenshotJob, writePixels } from './writePixels.ts';

export interface PixelBuildOptions {
  project: Project;
  /** In the order of the file. */
  samples: readonly Sample[];
  input: InputSize;
  /** Returns the size in bytes of a sample's crop, if it was extracted from the current screenshot. */
  cropBytes?: (sample: Sample) => number | undefined;
  /** Number of threads, each with a screenshot in memory. */
  threads: number;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** With fewer samples, starting threads is not worthwhile: it takes as long as writing some hundred samples. */
const MIN_SAMPLES_FOR_THREADS = 300;

/** Number of written bytes after which data is flushed to the disk. */
const SYNC_BYTES = 64 * 1024 * 1024;

/** The files of a build: the partial cache, and a journal with a line `index checksum` per finished sample. */
const partName = (path: string): string => `${path}.part`;
const journalName = (path: string): string => `${path}.journal`;
const lockName = (path: string): string => `${path}.lock`;

/** Reads the finished samples from a journal. An incomplete last line and other invalid lines are ignored. */
async function readJournal(path: string, count: number): Promise<Map<number, number>> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const done = new Map<number, number>();
  for (const line of text.split('\n').slice(0, -1)) {
    const entry = /^(\d{1,10}) (\d{1,10})$/.exec(line);
    if (entry !== null && Number(entry[1]) < count) done.set(Number(entry[1]), Number(entry[2]));
  }
  return done;
}

/** Returns the samples of the partial cache that match their checksum in the journal. */
async function findFinished(path: string, stride: number, count: number): Promise<Map<number, number>> {
  const done = await readJournal(journalName(path), count);
  for (const index of await findDamagedSamples(partName(path), stride, done)) done.delete(index);
  return done;
}

/** Groups the unfinished samples by screenshot. */
function createJobs({ samples, cropBytes }: PixelBuildOptions, done: ReadonlyMap<number, number>): ScreenshotJob[] {
  const missing = samples.map((sample, index) => ({ sample, index })).filter(({ index }) => !done.has(index));
  return [...Map.groupBy(missing, ({ sample }) => sample.screenshot)].map(([screenshot, members]) => ({
    screenshot,
    samples: members.map(({ sample, index }) => {
      const bytes = cropBytes?.(sample);
      const crop = bytes === undefined ? undefined : { file: sample.crop, bytes };
      return { index, object: sample.object, region: regionOf(sample), crop };
    }),
  }));
}

type Writer = ThreadPool<ScreenshotJob, [number, number][]>;

/** Writes in this thread if there are few samples, otherwise in a thread pool. */
function startWriter(
  { project, input, threads }: PixelBuildOptions,
  file: FileHandle,
  path: string,
  count: number,
): Writer {
  const target = { directory: project.directory, input };
  if (count < MIN_SAMPLES_FOR_THREADS)
    return { run: (job) => writePixels(target, file.fd, job), end: async () => undefined };
  const start: PixelWorkerStart = { ...target, path };
  return startThreadPool(threadProgram('./pixelWorker', import.meta.url), { threads, start });
}

/**
 * Builds the cache at `path`. An interrupted build leaves `path.part` and `path.journal`; valid samples in them are
 * kept. `finish` is called with all checksums after everything is written, before the file is renamed to `path`.
 *
 * @returns number of samples reused from an interrupted build.
 * @throws UserError when a screenshot is missing, broken or smaller than its boxes, or a file cannot be written;
 *   partial files are deleted then. InterruptedError when `signal` aborts; progress is kept then.
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
    // If another process is building the same cache, this one writes a separate file, and the last to finish wins.
    part = unlock === undefined ? temporaryName(path) : partName(path);
    const checksums =
      unlock === undefined ? new Map<number, number>() : await findFinished(path, stride, samples.length);
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
    // Flushing while the rest is decoded keeps the final sync short.
    const syncPeriodically = (bytes: number): void => {
      unsynced += bytes;
      if (unsynced < SYNC_BYTES || syncing !== undefined) return;
      unsynced = 0;
      const reset = (): void => {
        syncing = undefined;
      };
      // An error here occurs again in the final sync, which reports it.
      syncing = output.datasync().then(reset, reset);
    };
    const write = async (job: ScreenshotJob) => {
      const written = await run(job);
      // After the pixels, so that every journal entry has its data.
      await log?.appendFile(lines(written));
      for (const [index, checksum] of written) checksums.set(index, checksum);
      syncPeriodically(written.length * stride);
      onProgress?.(checksums.size, samples.length);
    };
    await inParallel(createJobs(options, checksums), write, {
      limit: samples.length - resumed < MIN_SAMPLES_FOR_THREADS ? 2 : options.threads,
      signal,
      interrupted: { what: 'building the pixel cache was interrupted', remedy: 'Run the command again to resume.' },
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

/** Turns a damaged cache into a partial one, so that only the damaged samples are built again. */
export async function reopenDamaged(
  path: string,
  checksums: ReadonlyMap<number, number>,
  damaged: readonly number[],
): Promise<void> {
  const intact = new Map(checksums);
  for (const index of damaged) intact.delete(index);
  const unlock = await takeLock(lockName(path)).catch(() => undefined);
  if (unlock === undefined) return;
  try {
    const journal = await open(journalName(path), 'w');
    await journal.writeFile(lines(intact)).finally(() => journal.close());
    await rename(path, partName(path));
  } catch {
    // The cache is built from scratch then.
  } finally {
    await unlock();
  }
}
