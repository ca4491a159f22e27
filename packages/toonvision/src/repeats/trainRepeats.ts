// Trains one configuration over several seeds, side by side on the cores, and keeps what came of all of them.

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

/** How far repeats are. */
export interface RepeatsProgress {
  /** Runs that ended, and all. */
  finished: number;
  runs: number;
  /** Epochs done, and those expected: of a run that has not ended, as many as the others took. */
  epochs: number;
  expected: number;
}

/** The settings of `train` but the seed; what is left out is as the configuration says, then by default. */
export interface TrainRepeatsOptions extends Omit<TrainSettings, 'seed'> {
  /** As `loadConfig` gave it: the threads read the configuration file again. */
  project: Project;
  /** A built-in name or the path of a model file, as `findModel` takes it. */
  model: string;
  /** Each a whole number, no two the same. */
  seeds: readonly number[];
  target?: string;
  fold?: string;
  /** Default `<target>-<model>-repeats-<n>`. An existing name goes on where it was, with the same settings; seeds may be added. */
  name?: string;
  /** Runs at once. Default: one a core; they change the speed, never a result. */
  parallel?: number;
  /** Evaluate every run on the sealed test split, too; each opening is logged. Default true. */
  test?: boolean;
  /** The trial whose point it is, for the records of the runs. */
  study?: RunRecord['study'];
  command?: string;
  /** While the pixel cache is built. */
  onCache?: (done: number, total: number) => void;
  onStart?: (record: RepeatsRecord) => void;
  onProgress?: (progress: RepeatsProgress) => void;
  /** After each run that ended. */
  onRun?: (run: RepeatedRun) => void;
  signal?: AbortSignal;
}

/**
 * Trains a configuration once for each seed. Each is a run of its own, `<name>-seed-<seed>`, evaluated on val and test;
 * `repeats/<name>/repeats.json` holds the distributions, and is written after every run. Runs that are there are kept, and
 * one that was interrupted goes on to the same bits.
 *
 * @returns the record; its status is `interrupted` when `signal` ended it
 * @throws UserError (exit code 2) for settings or seeds that are no good, or a name that stands for other settings
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
  const sorted = <T>(found: Map<number, T>) => [...found].sort(([a], [b]) => a - b).map(([, value]) => value);
  const keep = async () => {
    record.runs = sorted(runs);
    record.metrics = { val: metricDistributions(record.runs, 'val'), test: metricDistributions(record.runs, 'test') };
    record.samples = wrongSampleCounts(sorted(predictions));
    await writeRepeats(project, record);
  };
  const tell = () =>
    options.onProgress?.(progressOf([...shared.subarray(1, seeds.length + 1)], runs, settings.epochs ?? 100));
  const clock = setInterval(tell, 250);
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
          // What fails for one seed mostly fails for all: nothing new is begun.
          stop();
          return undefined;
        });
        left -= 1;
        // The last ones have the threads of places that nothing will take any more.
        if (left > 0 && left < workers) grant(Math.floor((workers * threads) / left));
        if (answer === undefined) return;
        runs.set(number, answer.run);
        if (answer.run.status === 'finished') {
          predictions.set(number, answer.predictions);
          options.onRun?.(answer.run);
        }
        tell();
        writing = writing.then(keep);
        await writing;
      }),
    );
  } finally {
    clearInterval(clock);
    signal?.removeEventListener('abort', stop);
    await pool.end();
  }
  const isWhole = runs.size === seeds.length && record.runs.every(({ status }) => status === 'finished');
  record.status = failures.length > 0 ? 'failed' : isWhole ? 'finished' : 'interrupted';
  record.endedAt = new Date().toISOString();
  await keep();
  if (failures.length > 0) throw failures[0];
  return record;
}

/** The settings, checked before anything is begun, and the record as it is at the start. */
async function prepare(
  options: TrainRepeatsOptions,
  onCache: TrainRepeatsOptions['onCache'],
): Promise<{ settings: TrainSettings; record: RepeatsRecord }> {
  const { project, seeds, target, fold, signal, name: wanted } = options;
  if (
    seeds.length === 0 ||
    new Set(seeds).size !== seeds.length ||
    !seeds.every((s) => Number.isSafeInteger(s) && s >= 0)
  )
    throw new UserError(`the seeds ${seeds.join(', ')} are not different whole numbers`, {
      remedy: 'Give each seed once, from 0 on.',
      exitCode: 2,
    });
  if (wanted !== undefined) checkRepeatsName(wanted);
  const { seed: _, ...settings } = mergeSettings(project, { ...options, seed: undefined });
  const { build, name: modelName } = await findModel(options.model);
  // The pixel cache is built once, before the threads open it.
  const data = await openTrainingData({ project, target, fold, signal, onProgress: onCache });
  const { classes, names, name: targetName } = data.target;
  const model = build({ ...project.input, channels: 3 }, classes.length, { seed: seeds[0] ?? 0, name: modelName });
  const { alreadyInModel } = augmentModel(model, settings.augmentation ?? {});
  const name = wanted ?? (await freeRepeatsName(project, `${targetName}-${modelName}`));
  const asked = { model: options.model, target: target ?? null, fold: fold ?? null, settings };
  const before = (await listRepeats(project)).includes(name) ? await readRepeats(project, name) : undefined;
  if (before === undefined) await checkNoOldRun(project, name, seeds);
  else checkSame(before, asked, seeds);
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

/** Repeats go on with what they were begun with. */
function checkSame(before: RepeatsRecord, asked: RepeatsRecord['asked'], seeds: readonly number[]): void {
  const { name } = before;
  if (before.status === 'running') {
    throw new UserError(`process ${before.pid} on ${before.host} is training the repeats ${name}`, {
      remedy: 'Wait for it, or end it first.',
      exitCode: 2,
    });
  }
  // As the file has it: without what is undefined, and in whatever order.
  const plain = (value: unknown) =>
    JSON.stringify(value, (_key, one: unknown) =>
      typeof one === 'object' && one !== null && !Array.isArray(one)
        ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
        : one,
    );
  const differing = (['model', 'target', 'fold', 'settings'] as const).filter(
    (key) => plain(before.asked[key]) !== plain(asked[key]),
  );
  const lost = before.seeds.filter((seed) => !seeds.includes(seed));
  if (differing.length === 0 && lost.length === 0) return;
  throw new UserError(
    differing.length > 0
      ? `the repeats ${name} were begun with other values of ${differing.join(', ')}`
      : `the repeats ${name} have the seeds ${before.seeds.join(', ')}; ${lost.join(', ')} would be lost`,
    { remedy: 'Go on with the same settings and at least the same seeds, or choose another --name.', exitCode: 2 },
  );
}

/** A run of the same name that is no part of these repeats is not taken for one. */
async function checkNoOldRun(project: Project, name: string, seeds: readonly number[]): Promise<void> {
  for (const seed of seeds) {
    const run = await readRun(project, `${name}-seed-${seed}`).catch(() => undefined);
    if (run === undefined) continue;
    throw new UserError(`a run ${run.name} is there already and belongs to no repeats ${name}`, {
      where: run.directory,
      remedy: 'Choose another --name; a run is never overwritten.',
      exitCode: 2,
    });
  }
}

function progressOf(epochs: readonly number[], runs: ReadonlyMap<number, RepeatedRun>, limit: number): RepeatsProgress {
  const ended = [...runs.values()].filter(({ status }) => status === 'finished');
  const usual = ended.length === 0 ? limit : mean(ended.map((run) => run.epochs));
  const expected = epochs.map((done, number) => runs.get(number)?.epochs ?? Math.max(usual, done + 1));
  const done = epochs.map((one, number) => runs.get(number)?.epochs ?? one);
  return { finished: ended.length, runs: epochs.length, epochs: sum(done), expected: Math.round(sum(expected)) };
}
