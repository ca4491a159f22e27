// A worker thread that trains one trial after the other: all its executions, each a run of its own, evaluated on validation.

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
import { executionName, type TrialTask, taskModel } from './trialTask.ts';

/** What all trials share. */
export interface TrialStart {
  threads: number;
  command: string | undefined;
  slots: number;
  /**
   * [0]: not 0 asks all for a clean end; [1 + slot]: epochs its trial has done; [1 + slots + slot]: not 0 asks this one;
   * [1 + 2 * slots + slot]: threads it may have.
   */
  shared: Int32Array;
}

export interface TrialJob {
  task: TrialTask;
  /** Folder of the project whose data it takes. */
  project: string;
  /** Folder of its runs. */
  runs: string;
  slot: number;
  /** Fingerprints of the study's data: a trial on other data could not be compared. */
  data: StudyRecord['data'];
}

/** `undefined` where it was interrupted. */
export type TrialAnswer = { parameters: number; multiplyAdds: number; executions: Execution[] } | undefined;

const start = workerData as TrialStart;

const WARM_UP = 3;
const TIMED = 25;

/** Median milliseconds of one picture on one thread: a measurement, which differs from run to run and machine to machine. */
async function inferenceMs(run: Run): Promise<number> {
  const model = await loadRunModel(run, { force: false });
  const predictor = await openPredictor(model);
  const { height, width, channels } = run.record.config.input;
  const picture = Uint8Array.from({ length: height * width * channels }, (_, at) => (at * 37) & 255);
  const times: number[] = [];
  for (let turn = 0; turn < WARM_UP + TIMED; turn += 1) {
    const began = performance.now();
    predictor.predict(picture);
    if (turn >= WARM_UP) times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b)[TIMED >> 1] ?? Number.NaN;
}

interface Opened {
  key: string;
  project: Project;
  data: TrainingData;
}
let last: Opened | undefined;

/** A study's data stay as they are while it goes: they are opened once for trials of the same size of pictures. */
async function openedFor({ project: directory, runs, task, data: expected }: TrialJob): Promise<Opened> {
  const { input, target, fold } = task;
  const key = JSON.stringify([directory, input, target, fold, expected]);
  if (last?.key !== key) {
    const found = await loadConfig(directory);
    const project = { ...found, input: { ...found.input, ...input } };
    const data = await openTrainingData({ project, target, fold });
    const { samples, split } = data.record.fingerprints;
    if (samples !== expected.samples || split !== expected.split)
      throw new UserError(
        `the ${samples === expected.samples ? 'split' : 'samples'} of the dataset changed meanwhile`,
        {
          where: `study ${task.study}, trial ${task.number}`,
          remedy: 'Restore the dataset as it was when the study began, or begin a study of another name.',
        },
      );
    last = { key, project, data };
  }
  return { ...last, project: { ...last.project, paths: { ...last.project.paths, runs } } };
}

async function trainOne(job: TrialJob, { project, data }: Opened, execution: number): Promise<Run> {
  const { task, slot } = job;
  const { shared, slots, command } = start;
  const moreThreads = () => Atomics.load(shared, 1 + 2 * slots + slot);
  const threads = moreThreads();
  const abort = new AbortController();
  const look = () => {
    if (Atomics.load(shared, 0) !== 0 || Atomics.load(shared, 1 + slots + slot) !== 0) abort.abort();
  };
  look();
  const watch = {
    signal: abort.signal,
    onBatch: look,
    moreThreads,
    onEpoch: () => {
      Atomics.add(shared, 1 + slot, 1);
    },
  };
  const model = taskModel(task);
  const goingOn = { ...watch, project, data, threads, model, keepState: true };
  const name = executionName(task, execution);
  if ((await listRuns(project)).includes(name)) {
    const found = await readRun(project, name);
    if (found.record.status === 'finished') return found;
    if (found.record.status !== 'failed') return resumeRun({ ...goingOn, name });
  }
  // What failed before, or was killed before its record was written; the folder is this study's own.
  await rm(join(project.paths.runs, name), { recursive: true, force: true });
  if (task.from !== null) {
    const below = executionName({ ...task, number: task.from }, execution);
    const parent = await readRun(project, below).catch(() => undefined);
    if (parent !== undefined && (await whyNotExtended(parent, task.epochs)) === undefined) {
      await extendRun(parent, { project, name, epochs: task.epochs, modelName: task.modelName, command });
      return resumeRun({ ...goingOn, name });
    }
    // Where it cannot be carried on, it is trained anew: to the same bits, in more time.
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
  const opened = await openedFor(job);
  const { project, data } = opened;
  let size = { parameters: 0, multiplyAdds: 0 };
  for (let execution = 0; execution < task.executions; execution += 1) {
    let run: Run;
    try {
      run = await trainOne(job, opened, execution);
    } catch (error) {
      if (error instanceof InterruptedError) return undefined;
      throw error;
    }
    const { status, result, config, model } = run.record;
    if (status !== 'finished' || result === undefined) return undefined;
    size = { parameters: model.parameters, multiplyAdds: model.multiplyAdds };
    const began = performance.now();
    const { evaluation, predictions } = await ensureEvaluation({
      ...{ project, data, run, split: 'val' },
      threads: Atomics.load(start.shared, 1 + 2 * start.slots + slot),
      // A study has hundreds of runs, and nobody looks at the pictures of all of them; `evaluate` draws those of one.
      eventPictures: false,
    });
    executions.push({
      run: run.name,
      seed: config.seed,
      epochs: result.epochs,
      bestEpoch: result.bestEpoch,
      cutShort: result.stopReason.kind === 'epochLimit' && result.bestEpoch > 0.9 * task.epochs,
      seconds: result.seconds,
      evaluationSeconds: (performance.now() - began) / 1000,
      weightsSha256: result.weightsSha256,
      metrics: {
        ...valMetrics(repeatedMetrics(evaluation)),
        ...(task.measureInference ? { inferenceMs: await inferenceMs(run) } : {}),
      },
      lossStandardError: standardErrorOfMean(predictions.map(({ loss }) => loss)),
    });
  }
  return { ...size, executions };
});
