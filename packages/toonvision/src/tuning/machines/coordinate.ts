// Runs a study over several machines: asks the sampler, hands trials to workers through the database, keeps a copy here.

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
  refuseFailures,
  STUDY_RUN_SETTINGS,
  type StudyEnd,
  type StudyStore,
  studyDatabase,
  studyProgress,
  type Trial,
  type TrialTask,
  type TuneOptions,
  takeStudyLock,
  trialProject,
} from '../study/index.ts';
import { dataFiles, dataKey } from './dataFiles.ts';
import { type DataServer, startDataServer } from './dataServer.ts';
import { lasting } from './lasting.ts';
import { unzipRuns } from './runsZip.ts';
import {
  beginSharedTrial,
  createSharedStudy,
  findSharedStudy,
  keptRuns,
  resendLost,
  type SharedTrial,
  sharedTrials,
} from './sharedTrials.ts';
import { openStorage, type SharedStorage, withoutPassword } from './storage.ts';
import { openQueue, QUEUE } from './trialQueue.ts';
import { type RunningWorker, workOnTrials } from './work.ts';

/** Options of `coordinateStudy`. */
export interface CoordinateOptions extends TuneOptions {
  /** `postgres://user:password@host:5432/database` */
  storage: string;
  /** Address by which workers reach this machine for the data. Default: the one the database sees it by. */
  dataHost?: string;
  /** Default: any free one. */
  dataPort?: number;
  /** Trouble that passes: the database is away, and back. */
  onTrouble?: (text: string) => void;
}

/** How often it looks what has become of the trials. */
const LOOK_MS = 300;
/** How often it says that it is there, and looks for trials whose ticket is lost. */
const SEEN_MS = 10_000;

/**
 * Runs a study whose trials workers on any number of machines train (`workOnTrials`), `workers` of them in this process. The
 * trials are those of `tuneStudy` to the last bit. The database has all that counts: the coordinator can be killed and called
 * again, and there can be two. Ended trials are copied to `studies/<name>/`, where all commands find them.
 *
 * @throws UserError as `tuneStudy` does, and for a database that cannot be reached or is of another version
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

/** The copy of the study here, from before, to the database where that has not got it. */
async function agree(
  prepared: PreparedStudy,
  storage: SharedStorage,
  boss: PgBoss,
  store: StudyStore,
): Promise<{ id: string; record: PreparedStudy['record']; ended: Map<number, Trial> }> {
  const here = await store.record();
  if (here !== undefined) checkSameStudy(here, prepared.record);
  const there = await findSharedStudy(storage, prepared.record.name);
  if (there !== undefined) checkSameStudy(there.record, prepared.record);
  const { id, record } = there ?? (await createSharedStudy(storage, here ?? prepared.record));
  if (there === undefined) checkSameStudy(record, prepared.record);
  if (here === undefined) await store.create(record);
  const trials = await store.trials();
  if (there === undefined)
    // A study that was begun on this machine alone moves: what has ended counts, what was under way begins anew.
    for (const trial of trials)
      if (trial.state !== 'running') await beginSharedTrial(storage, boss, id, trial, null);
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
  const { project, signal, onTrouble } = options;
  const { trials: wanted, maxConsecutiveFailures } = withDefaults(STUDY_RUN_SETTINGS, options);
  const boss = await openQueue(storage, { supervise: true, onTrouble });
  const sure = <T>(work: () => Promise<T>) => lasting(storage, work, { onTrouble, signal });
  let server: DataServer | undefined;
  let own: RunningWorker | undefined;
  const coordinator = randomUUID();
  try {
    const { id, record, ended } = await sure(() => agree(prepared, storage, boss, store));
    const { runs } = trialProject(project, record.name).paths;
    const workerNumbers = new Map<string, number>();
    const localTrial = ({ workerName, epochs: _, deliveries: __, ...trial }: SharedTrial): Trial => {
      const worker = workerNumbers.get(workerName ?? '') ?? workerNumbers.size;
      if (workerName !== undefined) workerNumbers.set(workerName, worker);
      return { ...trial, worker: workerName === undefined ? 0 : worker };
    };
    /** Copies what has ended since, with its runs. */
    const look = async (): Promise<{ all: Trial[]; epochs: number }> => {
      const first = firstOpen(ended);
      const found = await sure(() => sharedTrials(storage, id, first));
      const all = Array.from({ length: first }, (_, number) => ended.get(number) as Trial);
      let epochs = 0;
      for (const shared of found) {
        const before = ended.get(shared.number);
        const trial = before ?? localTrial(shared);
        all.push(trial);
        if (shared.state === 'running') epochs += shared.epochs;
        if (before !== undefined || trial.state === 'running') continue;
        const files = await sure(() => keptRuns(storage, { study: id, number: trial.number }));
        if (files !== undefined) await unzipRuns(files, runs);
        await store.save(trial);
        ended.set(trial.number, trial);
        fresh.push(trial);
      }
      return { all, epochs };
    };
    const fresh: Trial[] = [];
    let { all, epochs } = await look();
    options.onStart?.(record, all);

    server = await startDataServer({
      key: dataKey(record),
      files: () => dataFiles(project, record),
      host: options.dataHost ?? (await sure(() => ownAddress(storage))),
      port: options.dataPort ?? 0,
    });
    const { url, token } = server;
    let seenAt = Number.NEGATIVE_INFINITY;
    const beSeen = async () => {
      if (performance.now() - seenAt < SEEN_MS) return;
      seenAt = performance.now();
      const row = { url, token, seen_at: new Date() };
      await sure(() =>
        storage.tables
          .insertInto('data_source')
          .values({ study: id, coordinator, ...row })
          .onConflict((conflict) => conflict.columns(['study', 'coordinator']).doUpdateSet(row))
          .execute(),
      );
      for (const { number, state } of all)
        if (state === 'running') await sure(() => resendLost(storage, boss, { study: id, number }));
    };
    await beSeen();
    const { workers = 0 } = options;
    if (workers > 0)
      own = await workOnTrials({
        ...{ storage: options.storage, project, slots: workers, threads: options.threads, onTrouble },
        ...{ maxRetries: options.maxRetries, command: options.command },
        dataFolder: join(project.directory, '.toonvision', 'worker'),
      });

    // Of samplers that never wait, so many are handed out ahead of the workers.
    const ahead = Math.max(16, 2 * record.settings.lag, 2 * workers);
    let exhausted: string | undefined;
    let fault: unknown;
    own?.failed.then((error) => {
      fault = error;
    });
    for (;;) {
      if (fault !== undefined) throw fault;
      for (const trial of fresh.splice(0)) options.onTrial?.(trial, all, record);
      options.onProgress?.(...studyProgress(all, epochs, wanted, record.settings.epochs));
      if (signal?.aborted === true || failedInARow(all, maxConsecutiveFailures)) break;
      let open = all.filter(({ state }) => state === 'running').length;
      while (all.length < wanted && open < ahead && exhausted === undefined) {
        const answer = prepared.next(all);
        if ('wait' in answer) break;
        if ('exhausted' in answer) {
          exhausted = answer.exhausted;
          break;
        }
        const trial = newTrial(all.length, answer);
        const task = taskOrFailure(prepared, trial);
        await sure(() => beginSharedTrial(storage, boss, id, trial, task));
        all.push(trial);
        open += 1;
      }
      if (open === 0) break;
      await new Promise((done) => setTimeout(done, LOOK_MS));
      await beSeen();
      ({ all, epochs } = await look());
    }
    if (signal?.aborted !== true && failedInARow(all, maxConsecutiveFailures)) {
      await cancelWaiting(boss, id);
      refuseFailures(record, all, maxConsecutiveFailures);
    }
    return { record, trials: all, status: signal?.aborted === true ? 'interrupted' : 'finished', exhausted };
  } finally {
    await own?.end();
    await storage.tables
      .deleteFrom('data_source')
      .where('coordinator', '=', coordinator)
      .execute()
      .catch(() => undefined);
    await server?.close();
    await boss.stop({ graceful: true, timeout: 5000 }).catch(() => undefined);
  }
}

/** The task of a trial; a point whose builder gives none fails here as it would on one machine. */
function taskOrFailure({ taskOf }: PreparedStudy, trial: Trial): TrialTask | null {
  try {
    const task = taskOf(trial);
    if (task.input !== null)
      throw new UserError('its point has an input size of its own, whose pixels workers could not be given', {
        remedy: 'Tune such a space on one machine, without --storage.',
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

/** The number of the first trial that is not known to have ended. */
function firstOpen(ended: ReadonlyMap<number, Trial>): number {
  let first = 0;
  while (ended.has(first)) first += 1;
  return first;
}

/** The address the database sees this machine by: workers that reach the database mostly reach it, too. */
async function ownAddress({ pool }: SharedStorage): Promise<string> {
  const { rows } = await pool.query<{ address: string | null }>('SELECT host(inet_client_addr()) AS address');
  const address = rows[0]?.address ?? '127.0.0.1';
  return isIP(address) > 0 ? address : '127.0.0.1';
}

/** Trials of a study that nobody has taken yet are taken out of the queue. */
async function cancelWaiting(boss: PgBoss, study: string): Promise<void> {
  const jobs = await boss.findJobs<{ study: string }>(QUEUE, { data: { study } }).catch(() => []);
  const ids = jobs.filter(({ state }) => state === 'created' || state === 'retry').map(({ id }) => id);
  if (ids.length > 0) await boss.cancel(QUEUE, ids).catch(() => undefined);
}
