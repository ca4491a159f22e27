// Runs a study, or goes on with one: asks the sampler, has trials trained side by side, keeps everything in its database.
import { availableParallelism } from 'node:os';
import { findTarget, type Project, type TrainSettings } from '../../config/index.ts';
import { UserError } from '../../errors/index.ts';
import { startThreadPool, type ThreadPool, threadProgram } from '../../threads/index.ts';
import { mergeSettings, openTrainingData } from '../../training/index.ts';
import { makeSampler, type SamplerName, type ToldTrial } from '../samplers/index.ts';
import {
  checkNarrowing,
  checkPoint,
  compareSpaces,
  discoverSpace,
  findSpace,
  type Narrowing,
  narrowBuilder,
  type Space,
  type Values,
  valuesKey,
} from '../space/index.ts';
import { type ObjectiveName, objectivesOf, turned } from './objectives.ts';
import { checkStudyName, studyDatabase } from './studyFolder.ts';
import { takeStudyLock } from './studyLock.ts';
import {
  type Aggregate,
  type StudyRecord,
  type StudySettings,
  studySettingsSchema,
  type Trial,
} from './studyRecord.ts';
import { openStudyStore, type StudyStore } from './studyStore.ts';
import type { TrialAnswer, TrialJob, TrialStart } from './trialWorker.ts';

export interface TuneOptions {
  project: Project;
  /** Of the study; one that is there goes on. */
  name: string;
  /** A built-in space, or the path of a file with a builder. Default `article`. */
  space?: string | undefined;
  /** Default `bayesian`. */
  sampler?: SamplerName | undefined;
  /** So many in all, those of before included. Default 30. */
  trials?: number | undefined;
  /** Of the sampler. Default 0. */
  seed?: number | undefined;
  target?: string | undefined;
  fold?: string | undefined;
  /** At most so many a trial. Default 75. */
  epochs?: number | undefined;
  minEpochs?: number | undefined;
  factor?: number | undefined;
  lag?: number | undefined;
  /** Default `valLoss`. */
  objectives?: readonly ObjectiveName[] | undefined;
  executionsPerTrial?: number | undefined;
  aggregate?: Aggregate | undefined;
  maxParameters?: number | undefined;
  maxMultiplyAdds?: number | undefined;
  enqueued?: readonly Values[] | undefined;
  /** Tighter ranges than the space declares. */
  narrowing?: Narrowing | undefined;
  /** Of each trial's training, where the space says nothing. */
  train?: TrainSettings | undefined;
  /** Trials side by side, each with its share of the cores. Default: one a core. They change no trial. */
  workers?: number | undefined;
  /** A trial that fails is begun again so often. Default 1. */
  maxRetries?: number | undefined;
  /** After so many failed trials one after the other the study ends. Default 3. */
  maxConsecutiveFailures?: number | undefined;
  command?: string | undefined;
  onCache?: ((done: number, total: number) => void) | undefined;
  onStart?: ((record: StudyRecord, earlier: readonly Trial[]) => void) | undefined;
  /** A trial has ended; `all` are those that have begun. */
  onTrial?: ((trial: Trial, all: readonly Trial[], record: StudyRecord) => void) | undefined;
  /** Epochs done in the trials under way and ended, and about how many there will be. */
  onProgress?: ((epochs: number, expected: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

export interface StudyEnd {
  record: StudyRecord;
  trials: Trial[];
  status: 'finished' | 'interrupted';
  /** Why it ended before its number of trials. */
  exhausted: string | undefined;
}

interface Prepared {
  record: StudyRecord;
  space: Space;
  isPossible: (values: Values) => boolean;
}

/** What the study is, from options, space and data. */
async function prepare(options: TuneOptions): Promise<Prepared> {
  const { project, name, signal } = options;
  checkStudyName(name);
  const spaceName = options.space ?? 'article';
  const found = await findSpace(spaceName);
  const narrowing = options.narrowing ?? {};
  const build = narrowBuilder(found.build, narrowing);
  const target = findTarget(project, options.target);
  const { height, width } = project.input;
  const input = { height, width, channels: 3 };
  checkNarrowing(discoverSpace(found.build, input, target.classes.length, spaceName), narrowing);
  const space = discoverSpace(build, input, target.classes.length, spaceName);
  const data = await openTrainingData({
    ...{ project, signal, fold: options.fold, target: target.name },
    onProgress: options.onCache,
  });
  const train = mergeSettings(project, options.train ?? {});
  const { epochs: _, ...rest } = train;
  const settings: StudySettings = studySettingsSchema.parse({
    space: spaceName,
    sampler: options.sampler ?? 'bayesian',
    seed: options.seed ?? 0,
    target: target.name,
    fold: options.fold ?? null,
    epochs: options.epochs ?? 75,
    minEpochs: options.minEpochs ?? 3,
    factor: options.factor ?? 3,
    lag: options.lag ?? 4,
    objectives: options.objectives ?? ['valLoss'],
    executionsPerTrial: options.executionsPerTrial ?? 1,
    aggregate: options.aggregate ?? 'mean',
    maxParameters: options.maxParameters ?? null,
    maxMultiplyAdds: options.maxMultiplyAdds ?? null,
    enqueued: options.enqueued ?? [],
    narrowing,
    train: JSON.parse(JSON.stringify(rest)),
  });
  const task = { build, input, classes: target.classes.length, where: spaceName };
  const limits = { maxParameters: options.maxParameters, maxMultiplyAdds: options.maxMultiplyAdds };
  const known = new Map<string, boolean>();
  return {
    space,
    record: {
      format: 1,
      name,
      createdAt: new Date().toISOString(),
      ...(options.command === undefined ? {} : { command: options.command }),
      settings,
      hyperparameters: JSON.parse(JSON.stringify(space.hyperparameters)),
      classes: [...target.classes],
      data: data.record.fingerprints,
    },
    isPossible(values) {
      const key = valuesKey(values);
      const found = known.get(key) ?? checkPoint(task, space, values, limits, { explain: false }).ok;
      known.set(key, found);
      return found;
    },
  };
}

/** A study that goes on must be the one that was begun. */
function checkSame(before: StudyRecord, now: StudyRecord): void {
  const plain = (value: unknown) =>
    JSON.stringify(value, (_, one: unknown) =>
      typeof one === 'object' && one !== null && !Array.isArray(one)
        ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
        : one,
    );
  const changes = [
    ...compareSpaces({ hyperparameters: before.hyperparameters }, { hyperparameters: now.hyperparameters }).map(
      (line) => `the space: ${line}`,
    ),
    ...Object.keys(before.settings).flatMap((key) => {
      const [old, own] = [before.settings[key as keyof StudySettings], now.settings[key as keyof StudySettings]];
      return plain(old) === plain(own) ? [] : [`${key}: was ${plain(old)}, and is now ${plain(own)}`];
    }),
    ...(['samples', 'split', 'pixels'] as const).flatMap((key) =>
      before.data[key] === now.data[key] ? [] : [`the ${key} of the dataset`],
    ),
  ];
  if (changes.length === 0) return;
  throw new UserError(
    `its trials could not be compared, for this has changed:\n${changes.map((line) => `  - ${line}`).join('\n')}`,
    {
      where: `study ${before.name}`,
      remedy: 'Go on as it was begun, or begin a study of another --name.',
      exitCode: 2,
    },
  );
}

/**
 * Runs a study until it has its number of trials. Its trials are the same for any number of workers; it can be interrupted or
 * killed at any moment, and going on gives the study that an uninterrupted run gives: trials under way go on from their last
 * epoch.
 *
 * @throws UserError for a name, space, objective or limit that is no good (exit code 2), a study whose space, settings or data
 *   have changed (saying what), another process that works on it, or too many failures in a row
 *
 * @example
 * const { trials, record } = await tuneStudy({ project, name: 'small', trials: 20, maxParameters: 6000 });
 * bestTrial(record.settings, trials)?.suggestion.values; // { conv_1_filters: 8, ... }
 */
export async function tuneStudy(options: TuneOptions): Promise<StudyEnd> {
  const { project, name, signal } = options;
  const prepared = await prepare(options);
  const path = studyDatabase(project, name);
  const store = await openStudyStore(path);
  try {
    const release = await takeStudyLock(path, name);
    try {
      const before = await store.record();
      if (before === undefined) await store.create(prepared.record);
      else checkSame(before, prepared.record);
      const record = before ?? prepared.record;
      return await runTrials(options, { ...prepared, record }, store, signal);
    } finally {
      await release();
    }
  } finally {
    await store.close();
  }
}

async function runTrials(
  options: TuneOptions,
  { record, space, isPossible }: Prepared,
  store: StudyStore,
  signal: AbortSignal | undefined,
): Promise<StudyEnd> {
  const { settings } = record;
  const { trials: wanted = 30, maxRetries = 1, maxConsecutiveFailures = 3 } = options;
  // More could not be kept busy: a suggestion waits for the trials `lag` before it.
  const workers = Math.max(1, Math.min(options.workers ?? availableParallelism(), wanted));
  const sampler = makeSampler(settings.sampler, {
    ...{ lag: settings.lag, minEpochs: settings.minEpochs, maxEpochs: settings.epochs, factor: settings.factor },
    enqueued: settings.enqueued,
  });
  const all = await store.trials();
  options.onStart?.(record, all);
  const shared = new Int32Array(new SharedArrayBuffer(4 * (workers + 1)));
  const start: TrialStart = {
    directory: options.project.directory,
    study: record.name,
    settings,
    threads: Math.max(1, Math.floor(availableParallelism() / workers)),
    command: options.command,
    shared,
  };
  let pool: ThreadPool<TrialJob, TrialAnswer> | undefined;
  const free = Array.from({ length: workers }, (_, index) => index);
  const underWay = new Map<number, Promise<void>>();
  // Killed or interrupted before: they go on first.
  const waiting = all.filter(({ state }) => state === 'running');
  let exhausted: string | undefined;
  let stopped = false;
  const failures: unknown[] = [];
  const stop = () => {
    stopped = true;
    Atomics.store(shared, 0, 1);
  };
  signal?.addEventListener('abort', stop);
  if (signal?.aborted === true) stop();

  const told = (): ToldTrial[] =>
    all.flatMap(({ number, state, suggestion, result }) =>
      state === 'running'
        ? []
        : [
            {
              number,
              values: suggestion.values,
              epochs: suggestion.epochs ?? settings.epochs,
              rung: suggestion.rung,
              bracket: suggestion.bracket,
              objectives: result === undefined ? null : turned(settings.objectives, result.objectives),
            },
          ],
    );
  const failedInARow = () => {
    let row = 0;
    for (const { state } of all) {
      if (state === 'failed') row += 1;
      else if (state === 'finished') row = 0;
      if (row >= maxConsecutiveFailures) return true;
    }
    return false;
  };
  const train = async (trial: Trial, worker: number): Promise<void> => {
    const program = threadProgram('./trialWorker', import.meta.url);
    pool ??= startThreadPool<TrialJob, TrialAnswer>(program, { threads: workers, start });
    for (;;) {
      trial.worker = worker;
      await store.save(trial);
      try {
        const answer = await pool.run({
          ...{ number: trial.number, worker, values: trial.suggestion.values },
          epochs: trial.suggestion.epochs ?? settings.epochs,
        });
        if (answer === undefined) return;
        trial.result = { ...answer, objectives: objectivesOf(settings, answer, answer.executions) };
        trial.state = 'finished';
        trial.error = undefined;
      } catch (error) {
        trial.error = error instanceof Error ? error.message : String(error);
        trial.attempts += 1;
        if (trial.attempts <= maxRetries && !stopped) continue;
        trial.state = 'failed';
      }
      trial.endedAt = new Date().toISOString();
      await store.save(trial);
      options.onTrial?.(trial, all, record);
      if (failedInARow()) stop();
      return;
    }
  };
  const begin = (trial: Trial) => {
    const worker = free.shift() ?? 0;
    underWay.set(
      trial.number,
      train(trial, worker)
        .catch((error: unknown) => {
          failures.push(error);
          stop();
        })
        .finally(() => {
          underWay.delete(trial.number);
          free.push(worker);
          Atomics.store(shared, worker + 1, 0);
        }),
    );
  };
  const clock = setInterval(() => options.onProgress?.(...progressOf(all, shared, wanted, settings.epochs)), 250);
  try {
    for (;;) {
      while (!stopped && underWay.size < workers && exhausted === undefined) {
        const earlier = waiting.shift();
        if (earlier !== undefined) {
          begin(earlier);
          continue;
        }
        if (all.length >= wanted) break;
        const answer = sampler.suggest({
          ...{ space, seed: settings.seed, number: all.length, told: told(), isPossible },
          asked: all.map(({ suggestion }) => suggestion),
        });
        if ('wait' in answer) break;
        if ('exhausted' in answer) {
          exhausted = answer.exhausted;
          break;
        }
        const trial: Trial = {
          ...{ number: all.length, state: 'running', suggestion: answer, result: undefined, error: undefined },
          ...{ attempts: 0, worker: 0, startedAt: new Date().toISOString(), endedAt: undefined },
        };
        await store.save(trial);
        all.push(trial);
        begin(trial);
      }
      if (underWay.size === 0) break;
      await Promise.race(underWay.values());
    }
  } finally {
    clearInterval(clock);
    signal?.removeEventListener('abort', stop);
    await Promise.all(underWay.values());
    await pool?.end();
  }
  if (failures.length > 0) throw failures[0];
  if (signal?.aborted !== true && failedInARow()) {
    const last = all.filter(({ state }) => state === 'failed').at(-1);
    throw new UserError(`${maxConsecutiveFailures} trials failed one after the other; the last: ${last?.error}`, {
      where: `study ${record.name}, trial ${last?.number}`,
      remedy: 'Mend the cause and begin a study of another name.',
    });
  }
  return { record, trials: all, status: signal?.aborted === true ? 'interrupted' : 'finished', exhausted };
}

function progressOf(all: readonly Trial[], shared: Int32Array, wanted: number, limit: number): [number, number] {
  const epochsOf = ({ result }: Trial) => result?.executions.reduce((sum, { epochs }) => sum + epochs, 0) ?? 0;
  const ended = all.filter(({ state }) => state === 'finished');
  const done = ended.reduce((sum, trial) => sum + epochsOf(trial), 0);
  const now = [...shared.subarray(1)].reduce((sum, epochs) => sum + epochs, 0);
  const usual = ended.length === 0 ? limit : done / ended.length;
  return [done + now, Math.max(done + now + 1, Math.round(usual * wanted))];
}
