// A worker: takes trials of any study in the database, trains them here, and gives their results and runs back.
import { mkdir, rm } from 'node:fs/promises';
import { availableParallelism, homedir, hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { loadConfig, type Project } from '../../config/index.ts';
import { UserError } from '../../errors/index.ts';
import { openTrainingData } from '../../training/index.ts';
import { objectivesOf, STUDY_RUN_SETTINGS, type StudyRecord, startTrialPool, type TrialTask } from '../study/index.ts';
import { dataKey } from './dataFiles.ts';
import { fetchData } from './fetchData.ts';
import { lasting } from './lasting.ts';
import { unzipRuns, zipRuns } from './runsZip.ts';
import {
  countAttempt,
  endSharedTrial,
  giveBackTrial,
  keepRuns,
  keptRuns,
  takeSharedTrial,
  tellProgress,
} from './sharedTrials.ts';
import { openStorage, type SharedStorage } from './storage.ts';
import { openQueue, QUEUE, type TrialTicket } from './trialQueue.ts';

/** Options of `workOnTrials`. */
export interface WorkOptions {
  /** `postgres://user:password@host:5432/database` */
  storage: string;
  /** A project on this machine; studies of its data need no transfer. */
  project?: Project;
  /** Where data that is brought here, and runs under way, lie. Default `~/.cache/toonvision`. */
  dataFolder?: string;
  /** Trials side by side. Default: one a core. */
  slots?: number;
  /** Of each trial. Default: its share of the cores. */
  threads?: number;
  /** A trial that fails is begun again so often. Default 1. */
  maxRetries?: number;
  /** For the record of the runs. */
  command?: string;
  onTake?: (study: string, number: number) => void;
  onEnd?:
    | ((study: string, number: number, how: 'finished' | 'failed' | 'given back', error?: string) => void)
    | undefined;
  /** Bytes of data brought here, bytes in all. */
  onData?: (done: number, total: number) => void;
  /** Trouble that passes: the database is away, and back. */
  onTrouble?: (text: string) => void;
}

/** A worker that takes trials until it is ended. */
export interface RunningWorker {
  /** Epochs done by the trials under way here. */
  epochs(): number;
  /** Comes to its error when this machine cannot work on, for want of data or room; trials are given back then. */
  failed: Promise<unknown>;
  /** Stops in order: trials under way are given back with all their epochs, and others go on with them. */
  end(): Promise<void>;
}

/** A trial that takes its worker down each time must end some day. */
const MOST_DELIVERIES = 10;
/** Runs under way are stored so often, so that whoever takes a lost trial goes on from there. */
const KEEP_EVERY_MS = 5_000;

/** The folder for data that is brought to this machine. */
export const defaultDataFolder = (): string =>
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'toonvision');

/** Whether the project has the very data of the study. */
async function hasData(project: Project, { data, settings }: StudyRecord): Promise<boolean> {
  try {
    const own = await openTrainingData({ project, target: settings.target, fold: settings.fold });
    const { samples, split, pixels } = own.record.fingerprints;
    return samples === data.samples && split === data.split && pixels === data.pixels;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/**
 * Starts to work on trials, until it is ended.
 *
 * @throws UserError where the database cannot be reached, does not let us in, or is of another version
 *
 * @example
 * const worker = await workOnTrials({ storage: 'postgres://me@database/studies', slots: 4 });
 * // ... later
 * await worker.end();
 */
export async function workOnTrials(options: WorkOptions): Promise<RunningWorker> {
  const {
    project,
    slots = availableParallelism(),
    maxRetries = STUDY_RUN_SETTINGS.maxRetries.default,
    onTrouble,
  } = options;
  const root = resolve(options.dataFolder ?? defaultDataFolder());
  const storage = await openStorage(options.storage);
  const boss = await openQueue(storage, { supervise: false, onTrouble }).catch(async (error: unknown) => {
    await storage.close();
    throw error;
  });
  const { threads = Math.max(1, Math.floor(availableParallelism() / slots)) } = options;
  const pool = startTrialPool({ slots, threads, command: options.command });
  const free = Array.from({ length: slots }, (_, index) => index);
  const ended = new AbortController();
  const known = new Map<string, Promise<string>>();
  const sure = <T>(work: () => Promise<T>) => lasting(storage, work, { onTrouble });

  /** The folder of a project with the data of a study. */
  const dataOf = (study: string, record: StudyRecord): Promise<string> => {
    const key = dataKey(record);
    const found =
      known.get(key) ??
      (async () => {
        if (project !== undefined && (await hasData(project, record))) return project.directory;
        const folder = await fetchData({
          root: join(root, 'data'),
          key,
          sources: () => sure(() => sourcesOf(storage, study)),
          onProgress: options.onData,
          signal: ended.signal,
        });
        if (await hasData(await loadConfig(folder), record)) return folder;
        throw new UserError('the data that was brought here is not that of the study', {
          where: folder,
          remedy: 'Delete the folder; it is brought again.',
        });
      })();
    known.set(key, found);
    found.catch(() => known.delete(key));
    return found;
  };

  const nameOf = (slot: number) => `${hostname()}:${process.pid}/${slot}`;

  const trainTrial = async (ticket: TrialTicket, slot: number, lost: AbortSignal): Promise<boolean> => {
    const taken = await sure(() => takeSharedTrial(storage, ticket, nameOf(slot)));
    if (taken === undefined) return true;
    const { task, record, deliveries } = taken;
    options.onTake?.(record.name, ticket.number);
    if (deliveries > MOST_DELIVERIES) {
      const error = `its worker was lost ${deliveries - 1} times: perhaps it takes more memory than there is`;
      await sure(() => endSharedTrial(storage, ticket, { error }));
      options.onEnd?.(record.name, ticket.number, 'failed', error);
      return true;
    }
    const runs = join(root, 'runs', ticket.study, `${ticket.number}-${process.pid}-${slot}`);
    await rm(runs, { recursive: true, force: true });
    await mkdir(runs, { recursive: true });
    try {
      const folder = await dataOf(ticket.study, record);
      const kept = await sure(() => keptRuns(storage, ticket));
      if (kept !== undefined) await unzipRuns(kept, runs);
      const below = task.from === null || kept !== undefined ? undefined : { ...ticket, number: task.from };
      const parent = below === undefined ? undefined : await sure(() => keptRuns(storage, below));
      if (parent !== undefined) await unzipRuns(parent, runs);
      return await trainIn({ ticket, task, record, attempts: taken.attempts, folder, runs, slot, lost });
    } finally {
      await rm(runs, { recursive: true, force: true }).catch(() => undefined);
    }
  };

  const trainIn = async (given: {
    ticket: TrialTicket;
    task: TrialTask;
    record: StudyRecord;
    attempts: number;
    folder: string;
    runs: string;
    slot: number;
    lost: AbortSignal;
  }): Promise<boolean> => {
    const { ticket, task, record, folder, runs, slot, lost } = given;
    const cancel = () => pool.stop(slot);
    lost.addEventListener('abort', cancel);
    for (let attempts = given.attempts; ; ) {
      let [epochs, keptAt, keeping] = [0, performance.now(), false];
      const keep = async () => {
        const zip = await zipRuns(runs, ticket.number);
        if (zip !== undefined) await sure(() => keepRuns(storage, ticket, zip.content, zip.sha256));
      };
      const clock = setInterval(() => {
        const now = pool.epochs(slot);
        if (keeping || now === epochs) return;
        epochs = now;
        keeping = true;
        const isDue = performance.now() - keptAt > KEEP_EVERY_MS;
        if (isDue) keptAt = performance.now();
        // What fails here is told by the next statement that must not fail.
        Promise.all([tellProgress(storage, ticket, now), isDue ? keep() : undefined])
          .catch(() => undefined)
          .finally(() => {
            keeping = false;
          });
      }, 500);
      try {
        const answer = await pool.train({ task, project: folder, runs, slot, data: record.data });
        clearInterval(clock);
        if (answer === undefined) {
          // The queue says `lost` of its own ending, too.
          if (!lost.aborted || ended.signal.aborted) {
            await keep();
            await sure(() => giveBackTrial(storage, ticket, nameOf(slot)));
          }
          options.onEnd?.(record.name, ticket.number, 'given back');
          return false;
        }
        const result = { ...answer, objectives: objectivesOf(record.settings, answer, answer.executions) };
        const zip = await zipRuns(runs, ticket.number);
        if (zip === undefined) throw new Error(`no run lies in ${runs}`);
        await sure(() => endSharedTrial(storage, ticket, { result, ...zip }));
        options.onEnd?.(record.name, ticket.number, 'finished');
        return true;
      } catch (error) {
        clearInterval(clock);
        if (ended.signal.aborted) return false;
        const text = error instanceof Error ? error.message : String(error);
        attempts += 1;
        const count = attempts;
        await sure(() => countAttempt(storage, ticket, count, text));
        if (attempts <= maxRetries) continue;
        await sure(() => endSharedTrial(storage, ticket, { error: text }));
        options.onEnd?.(record.name, ticket.number, 'failed', text);
        return true;
      } finally {
        clearInterval(clock);
      }
    }
  };

  const underWay = new Set<Promise<unknown>>();
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
      const slot = free.shift();
      const doing = (async () => {
        if (slot === undefined || ended.signal.aborted) throw new Error('given back');
        const isDone = await trainTrial(job.data, slot, job.signal).catch(async (error: unknown) => {
          // Not the trial's fault: this machine lacks data or room. Others may do it.
          await giveBackTrial(storage, job.data, nameOf(slot)).catch(() => undefined);
          ended.abort();
          pool.stop();
          fail(error);
          return false;
        });
        if (!isDone) throw new Error('given back');
      })();
      underWay.add(doing);
      try {
        await doing;
      } finally {
        underWay.delete(doing);
        if (slot !== undefined) free.push(slot);
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
      await Promise.allSettled(underWay);
      await idle;
      await boss.stop({ graceful: true, timeout: 5000 }).catch(() => undefined);
      await pool.end();
      await storage.close();
    },
  };
}

/** The coordinators that offered the data within the last minute, those seen last first. */
async function sourcesOf({ tables }: SharedStorage, study: string) {
  const rows = await tables
    .selectFrom('data_source')
    .select(['url', 'token', 'seen_at'])
    .where('study', '=', study)
    .orderBy('seen_at', 'desc')
    .limit(20)
    .execute();
  return rows.map(({ url, token }) => ({ url, token }));
}
