// Worker thread that trains trials: each execution is a separate run, evaluated on the validation split.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { workerData } from 'node:worker_threads';
import { openPredictor } from '@toonvision/nn';
import { loadConfig, type Project } from '../../config/index.ts';
import { InterruptedError, UserError } from '../../errors/index.ts';
import { repeatedMetrics } from '../../repeats/index.ts';
import { standardErrorOfMean } from '../../statistics/index.ts';
import { serveJobs } from '../../threads/index.ts';
import {
  ensureEvaluation,
  extendRun,
  listRuns,
  loadRunModel,
  openTrainingData,
  type Run,
  readRun,
  resumeRun,
  type TrainingData,
  trainRun,
  whyNotExtended,
} from '../../training/index.ts';
import { valMetrics } from './objectives.ts';
import type { Execution, StudyRecord } from './studyRecord.ts';
import { createTaskModel, executionName, type TrialTask } from './trialTask.ts';

/** Data shared by all trials of the pool. */
export interface TrialStart {
  threads: number;
  command: string | undefined;
  slots: number;
  /**
   * [0]: nonzero stops all trials; [1 + slot]: epochs done; [1 + slots + slot]: nonzero stops this trial;
   * [1 + 2 * slots + slot]: number of threads.
   */
  shared: Int32Array;
}

export interface TrialJob {
  task: TrialTask;
  /** Folder of the project with the data. */
  project: string;
  /** Folder of the trial's runs. */
  runs: string;
  slot: number;
  /** Fingerprints of the study's data; trials on other data are not comparable. */
  data: StudyRecord['data'];
}

/** Result of a trial; undefined if it was interrupted. */
export type TrialAnswer = { parameters: number; multiplyAdds: number; executions: Execution[] } | undefined;

const start = workerData as TrialStart;

const WARM_UP_RUNS = 3;
const TIMED_RUNS = 25;

/** Measures the median prediction time per image on one thread, in milliseconds. */
async function measureInferenceMs(run: Run): Promise<number> {
  const model = await loadRunModel(run, { force: false });
  const predictor = await openPredictor(model);
  const { height, width, channels } = run.record.config.input;
  const image = Uint8Array.from({ length: height * width * channels }, (_, index) => (index * 37) & 255);
  const times: number[] = [];
  for (let turn = 0; turn < WARM_UP_RUNS + TIMED_RUNS; turn += 1) {
    const startedAt = performance.now();
    predictor.predict(image);
    if (turn >= WARM_UP_RUNS) times.push(performance.now() - startedAt);
  }
  return times.sort((a, b) => a - b)[TIMED_RUNS >> 1] ?? Number.NaN;
}

interface OpenedData {
  key: string;
  project: Project;
  data: TrainingData;
}
let last: OpenedData | undefined;

/** Opens the data of a study, once for consecutive trials with the same input size. */
async function openStudyData({ project: directory, runs, task, data: expected }: TrialJob): Promise<OpenedData> {
  const { input, target, fold } = task;
  const key = JSON.stringify([directory, input, target, fold, expected]);
  if (last?.key !== key) {
    const config = await loadConfig(directory);
    const project = { ...config, input: { ...config.input, ...input } };
    const data = await openTrainingData({ project, target, fold });
    const { samples, split } = data.record.fingerprints;
    if (samples !== expected.samples || split !== expected.split)
      throw new UserError(
        `the ${samples === expected.samples ? 'split' : 'samples'} of the dataset changed during the study`,
        {
          where: `study ${task.study}, trial ${task.number}`,
          remedy: 'Restore the dataset as it was when the study started, or start a study with another name.',
        },
      );
    last = { key, project, data };
  }
  return { ...last, project: { ...last.project, paths: { ...last.project.paths, runs } } };
}

async function trainExecution(job: TrialJob, { project, data }: OpenedData, execution: number): Promise<Run> {
  const { task, slot } = job;
  const { shared, slots, command } = start;
  const moreThreads = () => Atomics.load(shared, 1 + 2 * slots + slot);
  const threads = moreThreads();
  const abort = new AbortController();
  const checkStop = () => {
    if (Atomics.load(shared, 0) !== 0 || Atomics.load(shared, 1 + slots + slot) !== 0) abort.abort();
  };
  checkStop();
  const watch = {
    signal: abort.signal,
    onBatch: checkStop,
    moreThreads,
    onEpoch: () => {
      Atomics.add(shared, 1 + slot, 1);
    },
  };
  const model = createTaskModel(task);
  const resumeOptions = { ...watch, project, data, threads, model, keepState: true };
  const name = executionName(task, execution);
  if ((await listRuns(project)).includes(name)) {
    const run = await readRun(project, name);
    if (run.record.status === 'finished') return run;
    if (run.record.status !== 'failed') return resumeRun({ ...resumeOptions, name });
  }
  // Remove a failed run, or one that was killed before its record was written.
  await rm(join(project.paths.runs, name), { recursive: true, force: true });
  if (task.from !== null) {
    const parentName = executionName({ ...task, number: task.from }, execution);
    const parent = await readRun(project, parentName).catch(() => undefined);
    if (parent !== undefined && (await whyNotExtended(parent, task.epochs)) === undefined) {
      await extendRun(parent, { project, name, epochs: task.epochs, modelName: task.modelName, command });
      return resumeRun({ ...resumeOptions, name });
    }
    // A parent that cannot be continued is trained again from scratch, with bit-identical results.
  }
  return trainRun({
    ...watch,
    ...task.train,
    project,
    data,
    model,
    modelName: task.modelName,
    target: task.target,
    fold: task.fold ?? undefined,
    seed: task.seed + execution,
    epochs: task.epochs,
    threads,
    name,
    command,
    keepState: true,
    study: { name: task.study, trial: task.number, values: task.values },
  });
}

serveJobs(async (job: TrialJob): Promise<TrialAnswer> => {
  const { task, slot } = job;
  const executions: Execution[] = [];
  const opened = await openStudyData(job);
  const { project, data } = opened;
  let size = { parameters: 0, multiplyAdds: 0 };
  for (let execution = 0; execution < task.executions; execution += 1) {
    let run: Run;
    try {
      run = await trainExecution(job, opened, execution);
    } catch (error) {
      if (error instanceof InterruptedError) return undefined;
      throw error;
    }
    const { status, result, config, model } = run.record;
    if (status !== 'finished' || result === undefined) return undefined;
    size = { parameters: model.parameters, multiplyAdds: model.multiplyAdds };
    const startedAt = performance.now();
    const { evaluation, predictions } = await ensureEvaluation({
      ...{ project, data, run, split: 'val' },
      threads: Atomics.load(start.shared, 1 + 2 * start.slots + slot),
      // A study has hundreds of runs; `evaluate` writes the images for a single one.
      eventImages: false,
    });
    executions.push({
      run: run.name,
      seed: config.seed,
      epochs: result.epochs,
      bestEpoch: result.bestEpoch,
      cutShort: result.stopReason.kind === 'epochLimit' && result.bestEpoch > 0.9 * task.epochs,
      seconds: result.seconds,
      evaluationSeconds: (performance.now() - startedAt) / 1000,
      weightsSha256: result.weightsSha256,
      metrics: {
        ...valMetrics(repeatedMetrics(evaluation)),
        ...(task.measureInference ? { inferenceMs: await measureInferenceMs(run) } : {}),
      },
      lossStandardError: standardErrorOfMean(predictions.map(({ loss }) => loss)),
    });
  }
  return { ...size, executions };
});
