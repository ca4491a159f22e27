// The coordinator of a distributed study: asks the sampler, queues trials for workers, and copies results to this machine.

import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { PgBoss } from 'pg-boss';
import { UserError } from '../../errors/index.ts';
import { withDefaults } from '../../settings/index.ts';
import {
  checkSameStudy,
  failedInARow,
  newTrial,
  openStudyStore,
  type PreparedStudy,
  prepareStudy,
  STUDY_RUN_SETTINGS,
  type StudyEnd,
  type StudyStore,
  studyDatabase,
  studyProgress,
  type Trial,
  type TrialTask,
  type TuneOptions,
  takeStudyLock,
  throwOnRepeatedFailures,
  trialProject,
} from '../study/index.ts';
import { dataFiles, dataKey } from './dataFiles.ts';
import { type DataServer, startDataServer } from './dataServer.ts';
import { retryQuery } from './retryQuery.ts';
import { unzipRuns } from './runsZip.ts';
import {
  createSharedStudy,
  findSharedStudy,
  readStoredRuns,
  requeueLostTrial,
  type SharedTrial,
  sharedTrials,
  startSharedTrial,
} from './sharedTrials.ts';
import { openStorage, type SharedStorage, withoutPassword } from './storage.ts';
import { type StudyWorker, startStudyWorker } from './studyWorker.ts';
import { openQueue, QUEUE } from './trialQueue.ts';

/** Options of `coordinateStudy`. */
export interface CoordinateOptions extends TuneOptions {
  /** `postgres://user:password@host:5432/database` */
  storage: string;
  /** Address at which workers fetch the data from this machine. Default: its address as seen by the database. */
  dataHost?: string;
  /** Port for the data. Default: any free port. */
  dataPort?: number;
  /** Called with a message when the connection to the database is lost or restored. */
  onWarning?: (text: string) => void;
}

/** Interval for polling the state of trials. */
const POLL_MS = 300;
/** Interval of the heartbeat, and of the check for trials that are missing from the queue. */
const HEARTBEAT_MS = 10_000;

/**
 * Runs a study whose trials are trained by workers on any number of machines (`startStudyWorker`), `workers` of them in this
 * process. The trials are bit-identical to those of `tuneStudy`. All state is in the database, so the coordinator can be
 * killed and restarted, and two can run at once. Ended trials are copied to `studies/<name>/`, where every command finds them.
 *
 * @throws UserError as `tuneStudy` does, and for a database that is unreachable or has a newer schema
 *
 * @example
 * await coordinateStudy({ project, name: 'small', trials: 200, storage: 'postgres://me@database/studies', workers: 0 });
 */
export async function coordinateStudy(options: CoordinateOptions): Promise<StudyEnd> {
  const { project, name } = options;
  const command = options.command === undefined ? {} : { command: withoutPassword(options.command) };
  const prepared = await prepareStudy({ ...options, ...command });
  const storage = await openStorage(options.storage);
  const path = studyDatabase(project, name);
  try {
    const store = await openStudyStore(path);
    try {
      const release = await takeStudyLock(path, name);
      try {
        return await coordinate({ ...options, ...command }, prepared, storage, store);
      } finally {
        await release();
      }
    } finally {
      await store.close();
    }
  } finally {
    await storage.close();
  }
}

/** Brings the local copy of the study and the database in line: creates the study where it is missing. */
async function synchronize(
  prepared: PreparedStudy,
  storage: SharedStorage,
  boss: PgBoss,
  store: StudyStore,
): Promise<{ id: string; record: PreparedStudy['record']; ended: Map<number, Trial> }> {
  const local = await store.record();
  if (local !== undefined) checkSameStudy(local, prepared.record);
  const shared = await findSharedStudy(storage, prepared.record.name);
  if (shared !== undefined) checkSameStudy(shared.record, prepared.record);
  const { id, record } = shared ?? (await createSharedStudy(storage, local ?? prepared.record));
  if (shared === undefined) checkSameStudy(record, prepared.record);
  if (local === undefined) await store.create(record);
  const trials = await store.trials();
  if (shared === undefined)
    // A study started on this machine moves to the database: ended trials are kept, running ones restart.
    for (const trial of trials)
      if (trial.state !== 'running') await startSharedTrial(storage, boss, id, trial, null);
      else break;
  const ended = trials.filter(({ state }) => state !== 'running').map((trial) => [trial.number, trial] as const);
  return { id, record, ended: new Map(ended) };
}

async function coordinate(
  options: CoordinateOptions,
  prepared: PreparedStudy,
  storage: SharedStorage,
  store: StudyStore,
): Promise<StudyEnd> {
  const { project, signal, onWarning } = options;
  const { trials: wanted, maxConsecutiveFailures } = withDefaults(STUDY_RUN_SETTINGS, options);
  const boss = await openQueue(storage, { supervise: true, onWarning });
  const retry = <T>(query: () => Promise<T>) => retryQuery(storage, query, { onWarning, signal });
  let server: DataServer | undefined;
  let localWorker: StudyWorker | undefined;
  const coordinator = randomUUID();
  try {
    const { id, record, ended } = await retry(() => synchronize(prepared, storage, boss, store));
    const { runs } = trialProject(project, record.name).paths;
    const workerNumbers = new Map<string, number>();
    const localTrial = ({ workerName, epochs: _, deliveries: __, ...trial }: SharedTrial): Trial => {
      const worker = workerNumbers.get(workerName ?? '') ?? workerNumbers.size;
      if (workerName !== undefined) workerNumbers.set(workerName, worker);
      return { ...trial, worker: workerName === undefined ? 0 : worker };
    };
    /** Copies trials that have ended since the last call, with their runs. */
    const poll = async (): Promise<{ all: Trial[]; epochs: number }> => {
      const first = findFirstOpen(ended);
      const newest = await retry(() => sharedTrials(storage, id, first));
      const all = Array.from({ length: first }, (_, number) => ended.get(number) as Trial);
      let epochs = 0;
      for (const shared of newest) {
        const before = ended.get(shared.number);
        const trial = before ?? localTrial(shared);
        all.push(trial);
        if (shared.state === 'running') epochs += shared.epochs;
        if (before !== undefined || trial.state === 'running') continue;
        const files = await retry(() => readStoredRuns(storage, { study: id, number: trial.number }));
        if (files !== undefined) await unzipRuns(files, runs);
        await store.save(trial);
        ended.set(trial.number, trial);
        fresh.push(trial);
      }
      return { all, epochs };
    };
    const fresh: Trial[] = [];
    let { all, epochs } = await poll();
    options.onStart?.(record, all);

    server = await startDataServer({
      key: dataKey(record),
      files: () => dataFiles(project, record),
      host: options.dataHost ?? (await retry(() => findOwnAddress(storage))),
      port: options.dataPort ?? 0,
    });
    const { url, token } = server;
    let heartbeatAt = Number.NEGATIVE_INFINITY;
    const sendHeartbeat = async () => {
      if (performance.now() - heartbeatAt < HEARTBEAT_MS) return;
      heartbeatAt = performance.now();
      const row = { url, token, seen_at: new Date() };
      await retry(() =>
        storage.tables
          .insertInto('data_source')
          .values({ study: id, coordinator, ...row })
          .onConflict((conflict) => conflict.columns(['study', 'coordinator']).doUpdateSet(row))
          .execute(),
      );
      for (const { number, state } of all)
        if (state === 'running') await retry(() => requeueLostTrial(storage, boss, { study: id, number }));
    };
    await sendHeartbeat();
    const { workers = 0 } = options;
    if (workers > 0)
      localWorker = await startStudyWorker({
        ...{ storage: options.storage, project, slots: workers, threads: options.threads, onWarning },
        ...{ maxRetries: options.maxRetries, command: options.command },
        dataFolder: join(project.directory, '.toonvision', 'worker'),
      });

    // Samplers that never wait would queue the whole study at once.
    const maxQueued = Math.max(16, 2 * record.settings.lag, 2 * workers);
    let exhausted: string | undefined;
    let workerError: unknown;
    localWorker?.failed.then((error) => {
      workerError = error;
    });
    for (;;) {
      if (workerError !== undefined) throw workerError;
      for (const trial of fresh.splice(0)) options.onTrial?.(trial, all, record);
      options.onProgress?.(...studyProgress(all, epochs, wanted, record.settings.epochs));
      if (signal?.aborted === true || failedInARow(all, maxConsecutiveFailures)) break;
      let open = all.filter(({ state }) => state === 'running').length;
      while (all.length < wanted && open < maxQueued && exhausted === undefined) {
        const answer = prepared.next(all);
        if ('wait' in answer) break;
        if ('exhausted' in answer) {
          exhausted = answer.exhausted;
          break;
        }
        const trial = newTrial(all.length, answer);
        const task = taskOrFailure(prepared, trial);
        await retry(() => startSharedTrial(storage, boss, id, trial, task));
        all.push(trial);
        open += 1;
      }
      if (open === 0) break;
      await new Promise((done) => setTimeout(done, POLL_MS));
      await sendHeartbeat();
      ({ all, epochs } = await poll());
    }
    if (signal?.aborted !== true && failedInARow(all, maxConsecutiveFailures)) {
      await cancelQueued(boss, id);
      throwOnRepeatedFailures(record, all, maxConsecutiveFailures);
    }
    return { record, trials: all, status: signal?.aborted === true ? 'interrupted' : 'finished', exhausted };
  } finally {
    await localWorker?.end();
    await storage.tables
      .deleteFrom('data_source')
      .where('coordinator', '=', coordinator)
      .execute()
      .catch(() => undefined);
    await server?.close();
    await boss.stop({ graceful: true, timeout: 5000 }).catch(() => undefined);
  }
}

/** Creates the task of a trial; a point that cannot be built fails here as it would on one machine. */
function taskOrFailure({ taskOf }: PreparedStudy, trial: Trial): TrialTask | null {
  try {
    const task = taskOf(trial);
    if (task.input !== null)
      throw new UserError('the point sets its own input size, which workers have no pixels for', {
        remedy: 'Tune this space on one machine, without --storage.',
      });
    return task;
  } catch (error) {
    trial.state = 'failed';
    trial.attempts = 1;
    trial.error = error instanceof Error ? error.message : String(error);
    trial.endedAt = new Date().toISOString();
    return null;
  }
}

/** Finds the number of the first trial that is not known to have ended. */
function findFirstOpen(ended: ReadonlyMap<number, Trial>): number {
  let first = 0;
  while (ended.has(first)) first += 1;
  return first;
}

/** The address of this machine as seen by the database: workers that reach the database can usually reach it too. */
async function findOwnAddress({ pool }: SharedStorage): Promise<string> {
  const { rows } = await pool.query<{ address: string | null }>('SELECT host(inet_client_addr()) AS address');
  const address = rows[0]?.address ?? '127.0.0.1';
  return isIP(address) > 0 ? address : '127.0.0.1';
}

/** Removes trials from the queue that no worker has claimed yet. */
async function cancelQueued(boss: PgBoss, study: string): Promise<void> {
  const jobs = await boss.findJobs<{ study: string }>(QUEUE, { data: { study } }).catch(() => []);
  const ids = jobs.filter(({ state }) => state === 'created' || state === 'retry').map(({ id }) => id);
  if (ids.length > 0) await boss.cancel(QUEUE, ids).catch(() => undefined);
}
