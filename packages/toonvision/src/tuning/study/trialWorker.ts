// A worker thread that trains one trial after the other: all its executions, each a run of its own, evaluated on validation.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { workerData } from 'node:worker_threads';
import { loadConfig } from '../../config/index.ts';
import { InterruptedError } from '../../errors/index.ts';
import type { Prediction } from '../../evaluation/index.ts';
import { repeatedMetrics } from '../../repeats/index.ts';
import { serveJobs } from '../../threads/index.ts';
import { ensureEvaluation, listRuns, type Run, readRun, resumeRun, trainRun } from '../../training/index.ts';
import { findSpace, modelOfPoint, narrowBuilder, type Values } from '../space/index.ts';
import { valMetrics } from './objectives.ts';
import { trialProject } from './studyFolder.ts';
import type { Execution, StudySettings } from './studyRecord.ts';

/** What all trials share. */
export interface TrialStart {
  directory: string;
  study: string;
  settings: StudySettings;
  threads: number;
  command: string | undefined;
  /** [0]: not 0 asks for a clean end; [1 + worker]: epochs its trial has done. */
  shared: Int32Array;
}

export interface TrialJob {
  number: number;
  /** Whose place in `shared` counts the epochs. */
  worker: number;
  values: Values;
  epochs: number;
}

/** `undefined` where it was interrupted. */
export type TrialAnswer = { parameters: number; multiplyAdds: number; executions: Execution[] } | undefined;

const start = workerData as TrialStart;

/** Mean loss of the true class, its standard error over the samples. */
function lossError(predictions: readonly Prediction[], classes: readonly string[]): number {
  const losses = predictions.map(
    ({ probabilities, true: truth }) => -Math.log(Math.max(1e-7, probabilities[classes.indexOf(truth)] ?? 0)),
  );
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  const variance = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / Math.max(1, losses.length - 1);
  return Math.sqrt(variance / Math.max(1, losses.length));
}

async function trainOne({ number, values, epochs, worker }: TrialJob, execution: number): Promise<Run> {
  const { shared, threads, settings, command, study } = start;
  const project = trialProject(await loadConfig(start.directory), study);
  const build = narrowBuilder((await findSpace(settings.space)).build, settings.narrowing);
  const { height, width } = project.input;
  const input = { height, width, channels: 3 };
  const { classes = [] } = project.targets[settings.target] ?? {};
  const { builder, train } = modelOfPoint(build, values, input, classes.length, settings.space);
  const abort = new AbortController();
  const look = () => {
    if (Atomics.load(shared, 0) !== 0) abort.abort();
  };
  look();
  const watch = {
    signal: abort.signal,
    onBatch: look,
    onEpoch: () => {
      Atomics.add(shared, worker + 1, 1);
    },
  };
  const name = `trial-${String(number).padStart(4, '0')}${settings.executionsPerTrial > 1 ? `-${execution + 1}` : ''}`;
  if ((await listRuns(project)).includes(name)) {
    const found = await readRun(project, name);
    if (found.record.status === 'finished') return found;
    if (found.record.status !== 'failed') return resumeRun({ ...watch, project, name, threads, model: builder });
  }
  // What failed before, or was killed before its record was written; the folder is this study's own.
  await rm(join(project.paths.runs, name), { recursive: true, force: true });
  return trainRun({
    ...watch,
    ...settings.train,
    ...train,
    project,
    model: builder,
    modelName: `${settings.space.replace(/^.*[\\/]/, '')} trial ${number}`,
    target: settings.target,
    fold: settings.fold ?? undefined,
    seed: (settings.train.seed ?? 0) + execution,
    epochs,
    threads,
    name,
    command,
  });
}

serveJobs(async (job: TrialJob): Promise<TrialAnswer> => {
  const executions: Execution[] = [];
  let size = { parameters: 0, multiplyAdds: 0 };
  Atomics.store(start.shared, job.worker + 1, 0);
  for (let execution = 0; execution < start.settings.executionsPerTrial; execution += 1) {
    let run: Run;
    try {
      run = await trainOne(job, execution);
    } catch (error) {
      if (error instanceof InterruptedError) return undefined;
      throw error;
    }
    const { status, result, config, model } = run.record;
    if (status !== 'finished' || result === undefined) return undefined;
    size = { parameters: model.parameters, multiplyAdds: model.multiplyAdds };
    const project = trialProject(await loadConfig(start.directory), start.study);
    const { evaluation, predictions } = await ensureEvaluation({ project, run, split: 'val', threads: start.threads });
    executions.push({
      run: run.name,
      seed: config.seed,
      epochs: result.epochs,
      bestEpoch: result.bestEpoch,
      cutShort: result.stopReason.kind === 'epochLimit' && result.bestEpoch > 0.9 * job.epochs,
      seconds: result.seconds,
      weightsSha256: result.weightsSha256,
      metrics: valMetrics(repeatedMetrics(evaluation)),
      lossStandardError: lossError(predictions, config.classes),
    });
  }
  return { ...size, executions };
});
