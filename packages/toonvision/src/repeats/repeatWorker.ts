// Worker thread that trains and evaluates runs of repeats.
import { workerData } from 'node:worker_threads';
import { type InputSize, loadConfig, type TrainSettings } from '../config/index.ts';
import { InterruptedError } from '../errors/index.ts';
import type { Prediction } from '../evaluation/index.ts';
import { findModel } from '../models/index.ts';
import { serveJobs } from '../threads/index.ts';
import {
  ensureEvaluation,
  listRuns,
  type Run,
  type RunRecord,
  readRun,
  resumeRun,
  trainRun,
} from '../training/index.ts';
import type { RepeatedRun } from './repeatsRecord.ts';
import { repeatedMetrics } from './summarize.ts';

/** Settings shared by all runs. */
export interface RepeatStart {
  directory: string;
  repeats: string;
  /** Built-in name or path, see `findModel`. */
  model: string;
  target: string | undefined;
  fold: string | undefined;
  settings: TrainSettings;
  /** Input size of the model. */
  input: InputSize;
  study: RunRecord['study'];
  threads: number;
  /** Whether to evaluate on the sealed test split, too. */
  test: boolean;
  command: string | undefined;
  /** [0]: nonzero requests a stop; [1 + run number]: epochs done; last element: number of threads per run. */
  shared: Int32Array;
}

export interface RepeatJob {
  number: number;
  seed: number;
  run: string;
}

/** `undefined` if the run was interrupted before its first epoch. */
export type RepeatAnswer = { run: RepeatedRun; predictions: Prediction[] } | undefined;

const start = workerData as RepeatStart;

async function trainOne({ seed, run: name, number }: RepeatJob): Promise<Run> {
  const { shared, settings, target, fold, command } = start;
  const project = { ...(await loadConfig(start.directory)), input: start.input };
  const abort = new AbortController();
  const checkStop = () => {
    if (Atomics.load(shared, 0) !== 0) abort.abort();
  };
  checkStop();
  const moreThreads = () => Atomics.load(shared, shared.length - 1);
  const threads = moreThreads();
  const callbacks = {
    signal: abort.signal,
    onBatch: checkStop,
    moreThreads,
    onEpoch: () => {
      Atomics.add(shared, number + 1, 1);
    },
    onStart: (_run: Run, _warnings: unknown, earlier: readonly unknown[]) => {
      Atomics.store(shared, number + 1, earlier.length);
    },
  };
  if ((await listRuns(project)).includes(name)) {
    const existing = await readRun(project, name);
    if (existing.record.status === 'finished') return existing;
    return resumeRun({ ...callbacks, project, name, threads });
  }
  const { build, name: modelName, file: modelFile } = await findModel(start.model);
  return trainRun({
    ...callbacks,
    ...settings,
    project,
    model: build,
    modelName,
    modelFile,
    target,
    fold,
    seed,
    threads,
    name,
    command,
    study: start.study,
  });
}

serveJobs(async (job: RepeatJob): Promise<RepeatAnswer> => {
  let run: Run;
  try {
    run = await trainOne(job);
  } catch (error) {
    if (error instanceof InterruptedError) return undefined;
    throw error;
  }
  const { status, result } = run.record;
  const repeated: RepeatedRun = {
    run: run.name,
    seed: job.seed,
    status,
    epochs: result?.epochs ?? 0,
    bestEpoch: result?.bestEpoch ?? 0,
    seconds: result?.seconds ?? 0,
    weightsSha256: result?.weightsSha256 ?? '',
  };
  if (status !== 'finished') return { run: repeated, predictions: [] };
  const project = await loadConfig(start.directory);
  const shared = { project, run, threads: start.threads, reason: `repeats ${start.repeats}` };
  const val = await ensureEvaluation({ ...shared, split: 'val' });
  const test = start.test ? await ensureEvaluation({ ...shared, split: 'test' }) : undefined;
  return {
    run: {
      ...repeated,
      val: repeatedMetrics(val.evaluation),
      ...(test === undefined ? {} : { test: repeatedMetrics(test.evaluation) }),
    },
    predictions: [...(test?.predictions ?? [])],
  };
});
