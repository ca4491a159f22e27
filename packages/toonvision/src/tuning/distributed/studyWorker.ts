// A worker of distributed studies: claims trials of any study in the database, trains them, and stores results and runs.
import { mkdir, rm } from 'node:fs/promises';
import { availableParallelism, homedir, hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { loadConfig, type Project } from '../../config/index.ts';
import { UserError } from '../../errors/index.ts';
import { openTrainingData } from '../../training/index.ts';
import { objectivesOf, STUDY_RUN_SETTINGS, type StudyRecord, startTrialPool, type TrialTask } from '../study/index.ts';
import { dataKey } from './dataFiles.ts';
import { fetchData } from './fetchData.ts';
import { retryQuery } from './retryQuery.ts';
import { unzipRuns, zipRuns } from './runsZip.ts';
import {
  claimSharedTrial,
  endSharedTrial,
  readStoredRuns,
  recordFailure,
  recordProgress,
  releaseTrial,
  storeRuns,
} from './sharedTrials.ts';
import { openStorage, type SharedStorage } from './storage.ts';
import { openQueue, QUEUE, type TrialTicket } from './trialQueue.ts';

/** Options of `startStudyWorker`. */
export interface StudyWorkerOptions {
  /** `postgres://user:password@host:5432/database` */
  storage: string;
  /** Project on this machine; studies on its data need no download. */
  project?: Project;
  /** Folder for downloaded data and current runs. Default `~/.cache/toonvision`. */
  dataFolder?: string;
  /** Number of parallel trials. Default: number of cores. */
  slots?: number;
  /** Threads per trial. Default: cores divided by slots. */
  threads?: number;
  /** Number of retries of a failed trial. Default 1. */
  maxRetries?: number;
  /** Command line to store in run.json. */
  command?: string;
  onClaim?: (study: string, number: number) => void;
  onEnd?: (study: string, number: number, outcome: 'finished' | 'failed' | 'released', error?: string) => void;
  /** Called with downloaded bytes and total bytes of data. */
  onData?: (done: number, total: number) => void;
  /** Called with a message when the connection to the database is lost or restored. */
  onWarning?: (text: string) => void;
}

/** A running worker of distributed studies. */
export interface StudyWorker {
  /** Epochs done by the current trials of this worker. */
  epochs(): number;
  /** Resolves with the error if the worker cannot continue (data unavailable, disk full); its trials are released. */
  failed: Promise<unknown>;
  /** Stops cleanly: current trials are released with all their epochs, and other workers resume them. */
  end(): Promise<void>;
}

/** Limit for trials that crash their worker each time. */
const MAX_DELIVERIES = 10;
/** Interval for storing current runs, from which another worker resumes if this one is lost. */
const STORE_INTERVAL_MS = 5_000;

/** Default folder for downloaded data. */
export const defaultDataFolder = (): string =>
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'toonvision');

/** Whether the data of the project matches the study's fingerprints. */
async function hasData(project: Project, { data, settings }: StudyRecord): Promise<boolean> {
  try {
    const opened = await openTrainingData({ project, target: settings.target, fold: settings.fold });
    const { samples, split, pixels } = opened.record.fingerprints;
    return samples === data.samples && split === data.split && pixels === data.pixels;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/**
 * Starts a worker that trains trials until `end()` is called.
 *
 * @throws UserError if the connection or authentication fails, or the database has a newer schema
 *
 * @example
 * const worker = await startStudyWorker({ storage: 'postgres://me@database/studies', slots: 4 });
 * // ... later
 * await worker.end();
 */
export async function startStudyWorker(options: StudyWorkerOptions): Promise<StudyWorker> {
  const {
    project,
    slots = availableParallelism(),
    maxRetries = STUDY_RUN_SETTINGS.maxRetries.default,
    onWarning,
  } = options;
  const root = resolve(options.dataFolder ?? defaultDataFolder());
  const storage = await openStorage(options.storage);
  const boss = await openQueue(storage, { supervise: false, onWarning }).catch(async (error: unknown) => {
    await storage.close();
    throw error;
  });
  const { threads = Math.max(1, Math.floor(availableParallelism() / slots)) } = options;
  const pool = startTrialPool({ slots, threads, command: options.command });
  const freeSlots = Array.from({ length: slots }, (_, index) => index);
  const ended = new AbortController();
  const folders = new Map<string, Promise<string>>();
  const retry = <T>(query: () => Promise<T>) => retryQuery(storage, query, { onWarning });

  /** Finds or downloads the data of a study; returns the folder of a project that has it. */
  const openData = (study: string, record: StudyRecord): Promise<string> => {
    const key = dataKey(record);
    const folder =
      folders.get(key) ??
      (async () => {
        if (project !== undefined && (await hasData(project, record))) return project.directory;
        const downloaded = await fetchData({
          root: join(root, 'data'),
          key,
          sources: () => retry(() => listDataSources(storage, study)),
          onProgress: options.onData,
          signal: ended.signal,
        });
        if (await hasData(await loadConfig(downloaded), record)) return downloaded;
        throw new UserError('the downloaded data does not match the study', {
          where: downloaded,
          remedy: 'Delete the folder; it is downloaded again.',
        });
      })();
    folders.set(key, folder);
    folder.catch(() => folders.delete(key));
    return folder;
  };

  const nameOf = (slot: number) => `${hostname()}:${process.pid}/${slot}`;

  const trainTrial = async (ticket: TrialTicket, slot: number, lost: AbortSignal): Promise<boolean> => {
    const taken = await retry(() => claimSharedTrial(storage, ticket, nameOf(slot)));
    if (taken === undefined) return true;
    const { task, record, deliveries } = taken;
    options.onClaim?.(record.name, ticket.number);
    if (deliveries > MAX_DELIVERIES) {
      const error = `its worker was lost ${deliveries - 1} times; the trial may run out of memory`;
      await retry(() => endSharedTrial(storage, ticket, { error }));
      options.onEnd?.(record.name, ticket.number, 'failed', error);
      return true;
    }
    const runs = join(root, 'runs', ticket.study, `${ticket.number}-${process.pid}-${slot}`);
    await rm(runs, { recursive: true, force: true });
    await mkdir(runs, { recursive: true });
    try {
      const folder = await openData(ticket.study, record);
      const stored = await retry(() => readStoredRuns(storage, ticket));
      if (stored !== undefined) await unzipRuns(stored, runs);
      const parentTicket = task.from === null || stored !== undefined ? undefined : { ...ticket, number: task.from };
      const parent = parentTicket === undefined ? undefined : await retry(() => readStoredRuns(storage, parentTicket));
      if (parent !== undefined) await unzipRuns(parent, runs);
      return await runTrial({ ticket, task, record, attempts: taken.attempts, folder, runs, slot, lost });
    } finally {
      await rm(runs, { recursive: true, force: true }).catch(() => undefined);
    }
  };

  const runTrial = async (claimed: {
    ticket: TrialTicket;
    task: TrialTask;
    record: StudyRecord;
    attempts: number;
    folder: string;
    runs: string;
    slot: number;
    lost: AbortSignal;
  }): Promise<boolean> => {
    const { ticket, task, record, folder, runs, slot, lost } = claimed;
    const cancel = () => pool.stop(slot);
    lost.addEventListener('abort', cancel);
    for (let attempts = claimed.attempts; ; ) {
      let [epochs, storedAt, isStoring] = [0, performance.now(), false];
      const store = async () => {
        const zip = await zipRuns(runs, ticket.number);
        if (zip !== undefined) await retry(() => storeRuns(storage, ticket, zip.content, zip.sha256));
      };
      const clock = setInterval(() => {
        const now = pool.epochs(slot);
        if (isStoring || now === epochs) return;
        epochs = now;
        isStoring = true;
        const isDue = performance.now() - storedAt > STORE_INTERVAL_MS;
        if (isDue) storedAt = performance.now();
        // Errors are ignored here; the final statement of the trial reports them.
        Promise.all([recordProgress(storage, ticket, now), isDue ? store() : undefined])
          .catch(() => undefined)
          .finally(() => {
            isStoring = false;
          });
      }, 500);
      try {
        const answer = await pool.train({ task, project: folder, runs, slot, data: record.data });
        clearInterval(clock);
        if (answer === undefined) {
          // The queue also aborts `lost` when this worker shuts down.
          if (!lost.aborted || ended.signal.aborted) {
            await store();
            await retry(() => releaseTrial(storage, ticket, nameOf(slot)));
          }
          options.onEnd?.(record.name, ticket.number, 'released');
          return false;
        }
        const result = { ...answer, objectives: objectivesOf(record.settings, answer, answer.executions) };
        const zip = await zipRuns(runs, ticket.number);
        if (zip === undefined) throw new Error(`no run found in ${runs}`);
        await retry(() => endSharedTrial(storage, ticket, { result, ...zip }));
        options.onEnd?.(record.name, ticket.number, 'finished');
        return true;
      } catch (error) {
        clearInterval(clock);
        if (ended.signal.aborted) return false;
        const text = error instanceof Error ? error.message : String(error);
        attempts += 1;
        const count = attempts;
        await retry(() => recordFailure(storage, ticket, count, text));
        if (attempts <= maxRetries) continue;
        await retry(() => endSharedTrial(storage, ticket, { error: text }));
        options.onEnd?.(record.name, ticket.number, 'failed', text);
        return true;
      } finally {
        clearInterval(clock);
      }
    }
  };

  const current = new Set<Promise<unknown>>();
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<unknown>((done) => {
    fail = done;
  });
  await boss.work<TrialTicket>(
    QUEUE,
    {
      localConcurrency: slots,
      pollingIntervalSeconds: 0.5,
      notifyPollingIntervalSeconds: 2,
      heartbeatRefreshSeconds: 3,
    },
    async ([job]) => {
      if (job === undefined) return;
      const slot = freeSlots.shift();
      const work = (async () => {
        if (slot === undefined || ended.signal.aborted) throw new Error('released');
        const isDone = await trainTrial(job.data, slot, job.signal).catch(async (error: unknown) => {
          // The machine failed, not the trial: it has no data or no disk space. Other workers may succeed.
          await releaseTrial(storage, job.data, nameOf(slot)).catch(() => undefined);
          ended.abort();
          pool.stop();
          fail(error);
          return false;
        });
        if (!isDone) throw new Error('released');
      })();
      current.add(work);
      try {
        await work;
      } finally {
        current.delete(work);
        if (slot !== undefined) freeSlots.push(slot);
      }
    },
  );
  return {
    epochs: () => pool.epochs(),
    failed,
    end: async () => {
      ended.abort();
      pool.stop();
      const idle = boss.offWork(QUEUE).catch(() => undefined);
      await Promise.allSettled(current);
      await idle;
      await boss.stop({ graceful: true, timeout: 5000 }).catch(() => undefined);
      await pool.end();
      await storage.close();
    },
  };
}

/** Lists the data servers of a study, the most recent heartbeat first. */
async function listDataSources({ tables }: SharedStorage, study: string) {
  const rows = await tables
    .selectFrom('data_source')
    .select(['url', 'token', 'seen_at'])
    .where('study', '=', study)
    .orderBy('seen_at', 'desc')
    .limit(20)
    .execute();
  return rows.map(({ url, token }) => ({ url, token }));
}
