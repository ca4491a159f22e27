// Trains one configuration with several seeds in parallel and records the results.
import { availableParallelism, hostname } from 'node:os';
import type { Project, TrainSettings } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import type { Prediction } from '../evaluation/index.ts';
import { augmentModel, findModel } from '../models/index.ts';
import { mean, sum } from '../statistics/index.ts';
import { startThreadPool, threadProgram } from '../threads/index.ts';
import { mergeSettings, openTrainingData, type RunRecord, readRun } from '../training/index.ts';
import { checkRepeatsName, freeRepeatsName, listRepeats, readRepeats, writeRepeats } from './repeatsFolder.ts';
import type { RepeatedRun, RepeatsRecord } from './repeatsRecord.ts';
import type { RepeatAnswer, RepeatJob, RepeatStart } from './repeatWorker.ts';
import { metricDistributions, wrongSampleCounts } from './summarize.ts';

/** Interval of progress reports. */
const PROGRESS_MS = 250;

/** Progress of repeats. */
export interface RepeatsProgress {
  /** Number of finished runs. */
  finished: number;
  /** Total number of runs. */
  runs: number;
  /** Number of epochs done. */
  epochs: number;
  /** Expected total; an unfinished run counts as many epochs as finished ones took on average. */
  expected: number;
}

/** Options of `trainRepeats`: all training settings except the seed, by default those of the project. */
export interface TrainRepeatsOptions extends Omit<TrainSettings, 'seed'> {
  /** Result of `loadConfig`; worker threads load the configuration file again. */
  project: Project;
  /** Built-in name or path of a model file, see `findModel`. */
  model: string;
  /** Distinct non-negative integers. */
  seeds: readonly number[];
  target?: string;
  fold?: string;
  /**
   * Default `<target>-<model>-repeats-<n>`. Existing repeats are resumed; their settings must not change, but seeds can
   * be added.
   */
  name?: string;
  /** Number of runs trained in parallel; does not affect results. Default: number of cores. */
  parallel?: number;
  /** Whether to evaluate runs on the sealed test split, too; each use is logged. Default true. */
  test?: boolean;
  /** Study and trial that the configuration comes from, for the records of the runs. */
  study?: RunRecord['study'];
  command?: string;
  /** Called while the pixel cache is built. */
  onCache?: (done: number, total: number) => void;
  onStart?: (record: RepeatsRecord) => void;
  onProgress?: (progress: RepeatsProgress) => void;
  /** Called after each finished run. */
  onRun?: (run: RepeatedRun) => void;
  signal?: AbortSignal;
}

/**
 * Trains a configuration once per seed. Each run `<name>-seed-<seed>` is evaluated on val and test, and the
 * distributions in `repeats/<name>/repeats.json` are updated after every run. Finished runs are kept, interrupted ones
 * are resumed with bit-identical results.
 *
 * @returns the record; its status is `interrupted` if `signal` aborted
 * @throws UserError (exit code 2) for invalid settings or seeds, or if repeats of this name have different settings
 *
 * @example
 * const { metrics } = await trainRepeats({ project, model: 'tuned', seeds: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] });
 * metrics.test.wrong; // { mean: 21.3, sd: 9.1, min: 11, median: 19, max: 40, values: [...] }
 */
export async function trainRepeats(options: TrainRepeatsOptions): Promise<RepeatsRecord> {
  const { project, seeds, parallel = availableParallelism(), test = true, signal, onCache } = options;
  const { settings, record } = await prepare(options, onCache);
  await writeRepeats(project, record);
  options.onStart?.(record);

  const shared = new Int32Array(new SharedArrayBuffer(4 * (seeds.length + 2)));
  const workers = Math.max(1, Math.min(parallel, seeds.length));
  const threads = Math.max(1, Math.floor(availableParallelism() / workers));
  const grant = (granted: number) => Atomics.store(shared, seeds.length + 1, granted);
  grant(threads);
  const start: RepeatStart = {
    directory: project.directory,
    repeats: record.name,
    model: options.model,
    target: options.target,
    fold: options.fold,
    settings,
    input: project.input,
    study: options.study,
    threads,
    test,
    command: options.command,
    shared,
  };
  const pool = startThreadPool<RepeatJob, RepeatAnswer>(threadProgram('./repeatWorker', import.meta.url), {
    threads: workers,
    start,
  });
  const runs = new Map<number, RepeatedRun>();
  const predictions = new Map<number, Prediction[]>();
  const inOrder = <T>(values: Map<number, T>) => [...values].sort(([a], [b]) => a - b).map(([, value]) => value);
  const save = async () => {
    record.runs = inOrder(runs);
    record.metrics = { val: metricDistributions(record.runs, 'val'), test: metricDistributions(record.runs, 'test') };
    record.samples = wrongSampleCounts(inOrder(predictions));
    await writeRepeats(project, record);
  };
  const reportProgress = () =>
    options.onProgress?.(computeProgress([...shared.subarray(1, seeds.length + 1)], runs, settings.epochs ?? 100));
  const timer = setInterval(reportProgress, PROGRESS_MS);
  const stop = () => Atomics.store(shared, 0, 1);
  signal?.addEventListener('abort', stop);
  if (signal?.aborted === true) stop();
  const failures: unknown[] = [];
  let writing = Promise.resolve();
  let left = seeds.length;
  try {
    await Promise.all(
      seeds.map(async (seed, number) => {
        const answer = await pool.run({ number, seed, run: `${record.name}-seed-${seed}` }).catch((error: unknown) => {
          failures.push(error);
          // A failure usually affects all seeds, so no further runs are started.
          stop();
          return undefined;
        });
        left -= 1;
        // The last runs share the threads of idle workers.
        if (left > 0 && left < workers) grant(Math.floor((workers * threads) / left));
        if (answer === undefined) return;
        runs.set(number, answer.run);
        if (answer.run.status === 'finished') {
          predictions.set(number, answer.predictions);
          options.onRun?.(answer.run);
        }
        reportProgress();
        writing = writing.then(save);
        await writing;
      }),
    );
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', stop);
    await pool.end();
  }
  const isComplete = runs.size === seeds.length && record.runs.every(({ status }) => status === 'finished');
  record.status = failures.length > 0 ? 'failed' : isComplete ? 'finished' : 'interrupted';
  record.endedAt = new Date().toISOString();
  await save();
  if (failures.length > 0) throw failures[0];
  return record;
}

/** Validates the options and creates the initial record. */
async function prepare(
  options: TrainRepeatsOptions,
  onCache: TrainRepeatsOptions['onCache'],
): Promise<{ settings: TrainSettings; record: RepeatsRecord }> {
  const { project, seeds, target, fold, signal, name: requestedName } = options;
  if (
    seeds.length === 0 ||
    new Set(seeds).size !== seeds.length ||
    !seeds.every((seed) => Number.isSafeInteger(seed) && seed >= 0)
  )
    throw new UserError(`expected distinct non-negative integers as seeds, got ${seeds.join(', ')}`, {
      remedy: 'Pass each seed once.',
      exitCode: 2,
    });
  if (requestedName !== undefined) checkRepeatsName(requestedName);
  const { seed: _, ...settings } = mergeSettings(project, { ...options, seed: undefined });
  const { build, name: modelName } = await findModel(options.model);
  // Build the pixel cache once, before the workers open it.
  const data = await openTrainingData({ project, target, fold, signal, onProgress: onCache });
  const { classes, names, name: targetName } = data.target;
  const model = build({ ...project.input, channels: 3 }, classes.length, { seed: seeds[0] ?? 0, name: modelName });
  const { alreadyInModel } = augmentModel(model, settings.augmentation ?? {});
  const name = requestedName ?? (await freeRepeatsName(project, `${targetName}-${modelName}`));
  const asked = { model: options.model, target: target ?? null, fold: fold ?? null, settings };
  const before = (await listRepeats(project)).includes(name) ? await readRepeats(project, name) : undefined;
  if (before === undefined) await checkNoForeignRuns(project, name, seeds);
  else checkResumable(before, asked, seeds);
  const record: RepeatsRecord = {
    format: 1,
    name,
    status: 'running',
    pid: process.pid,
    host: hostname(),
    startedAt: new Date().toISOString(),
    command: options.command,
    asked,
    target: targetName,
    classes: [...classes],
    classNames: { ...names },
    parameters: model.parameters,
    multiplyAdds: model.multiplyAdds,
    ...(alreadyInModel.length === 0 ? {} : { augmentationOfModel: alreadyInModel }),
    seeds: [...seeds],
    runs: before?.runs ?? [],
    metrics: before?.metrics ?? { val: {}, test: {} },
    samples: before?.samples ?? [],
  };
  return { settings, record };
}

/** Throws unless the settings are unchanged and no seed is dropped. */
function checkResumable(before: RepeatsRecord, asked: RepeatsRecord['asked'], seeds: readonly number[]): void {
  const { name } = before;
  if (before.status === 'running') {
    throw new UserError(`the repeats ${name} are running in process ${before.pid} on ${before.host}`, {
      remedy: 'Wait for it to finish, or stop it first.',
      exitCode: 2,
    });
  }
  // Comparable to the file: without undefined values, independent of key order.
  const canonicalJson = (value: unknown) =>
    JSON.stringify(value, (_key, x: unknown) =>
      typeof x === 'object' && x !== null && !Array.isArray(x)
        ? Object.fromEntries(Object.entries(x).sort(([a], [b]) => (a < b ? -1 : 1)))
        : x,
    );
  const differing = (['model', 'target', 'fold', 'settings'] as const).filter(
    (key) => canonicalJson(before.asked[key]) !== canonicalJson(asked[key]),
  );
  const dropped = before.seeds.filter((seed) => !seeds.includes(seed));
  if (differing.length === 0 && dropped.length === 0) return;
  throw new UserError(
    differing.length > 0
      ? `the repeats ${name} were started with different ${differing.join(', ')}`
      : `the repeats ${name} have the seeds ${before.seeds.join(', ')}; missing ${dropped.join(', ')}`,
    { remedy: 'Resume with the same settings and at least the same seeds, or choose another --name.', exitCode: 2 },
  );
}

/** Throws if a run that does not belong to the repeats has one of their names. */
async function checkNoForeignRuns(project: Project, name: string, seeds: readonly number[]): Promise<void> {
  for (const seed of seeds) {
    const run = await readRun(project, `${name}-seed-${seed}`).catch(() => undefined);
    if (run === undefined) continue;
    throw new UserError(`run ${run.name} already exists and does not belong to repeats ${name}`, {
      where: run.directory,
      remedy: 'Choose another --name; runs are never overwritten.',
      exitCode: 2,
    });
  }
}

function computeProgress(
  epochs: readonly number[],
  runs: ReadonlyMap<number, RepeatedRun>,
  limit: number,
): RepeatsProgress {
  const finished = [...runs.values()].filter(({ status }) => status === 'finished');
  const typical = finished.length === 0 ? limit : mean(finished.map((run) => run.epochs));
  const expected = epochs.map((done, number) => runs.get(number)?.epochs ?? Math.max(typical, done + 1));
  const done = epochs.map((count, number) => runs.get(number)?.epochs ?? count);
  return { finished: finished.length, runs: epochs.length, epochs: sum(done), expected: Math.round(sum(expected)) };
}
