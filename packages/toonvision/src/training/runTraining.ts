// Trains a run in its folder, from scratch or from a state, and stores a state to resume from after every epoch.
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import {
  type Callback,
  modelFiles,
  type Sequential,
  type StopReason,
  type TrainingState,
  trainingStateFile,
} from '@toonvision/nn';
import { writeFileAtomic, writeJson } from '../files/index.ts';
import { formatAugmentation } from '../settings/index.ts';
import { tensorBoard } from '../tensorboard/index.ts';
import { filesWithWeights, keptWeightsOf } from './keptWeights.ts';
import { watchMemory } from './peakMemory.ts';
import { fitOptions, runCallbacks } from './runConfig.ts';
import { RUN_FILES, type Run } from './runFolder.ts';
import { keptEpoch, writeHistory } from './runHistory.ts';
import type { RunResult } from './runRecord.ts';
import { sha256 } from './sha256.ts';
import { splitData, type TrainingData } from './trainingData.ts';
import type { TrainingWatch } from './trainingWatch.ts';
import { readValidations, writeValidations } from './validations.ts';

export interface TrainingJob extends TrainingWatch {
  run: Run;
  /** A compiled model with initial weights; they are ignored when resuming. */
  model: Sequential;
  data: TrainingData;
  resumeFrom?: TrainingState;
  /** Whether to write event files for TensorBoard. */
  tensorBoard?: boolean;
  /** Whether to keep the state of a run that reached its epoch limit, for `extendRun`. Default false. */
  keepState?: boolean;
}

/**
 * Trains a run and writes its results. After every epoch and at an interruption the folder has the training state, the
 * best weights, the history and run.json, each written atomically. The state is written first, so that a run killed at
 * any moment can be resumed. It is deleted when the run is finished.
 */
export async function runTraining(job: TrainingJob): Promise<Run> {
  const { run, model, data, resumeFrom, signal } = job;
  const { record, directory } = run;
  const { config } = record;
  const file = (name: keyof typeof RUN_FILES) => join(directory, RUN_FILES[name]);
  const save = () => writeJson(file('record'), record);
  const train = splitData(data, 'train');
  const validationData = config.trainOn === 'trainVal' ? undefined : splitData(data, 'val');
  record.status = 'running';
  record.pid = process.pid;
  record.host = hostname();
  delete record.endedAt;
  delete record.error;
  await save();
  await writeFileAtomic(file('model'), modelFiles(model).modelJson);
  job.onStart?.(run, data.warnings, (resumeFrom?.epochs ?? []).map(keptEpoch));

  const before = resumeFrom === undefined ? undefined : record.result;
  const startTime = performance.now();
  const memory = watchMemory();
  const measure = () => ({
    seconds: (before?.seconds ?? 0) + (performance.now() - startTime) / 1000,
    peakMemoryBytes: Math.max(before?.peakMemoryBytes ?? 0, memory.peak()),
  });
  let trained = false;
  let written: { epoch: number; weightsSha256: string } | undefined;
  const validations = resumeFrom === undefined ? [] : await readValidations(run, resumeFrom.epochs.length);
  const keep = async (state: TrainingState) => {
    // Written before the state: entries of epochs that the state lacks are dropped when the run resumes.
    await writeValidations(run, validations);
    await writeFileAtomic(file('state'), trainingStateFile(state));
    const kept = keptWeightsOf(state);
    if (kept !== undefined && kept.epoch !== written?.epoch) {
      const { weights } = filesWithWeights(model, kept.weights);
      await writeFileAtomic(file('weights'), weights);
      written = { epoch: kept.epoch, weightsSha256: sha256(weights) };
    }
    if (written === undefined) return;
    await writeHistory(directory, state.epochs.map(keptEpoch));
    const stopReason: StopReason = { kind: 'interrupted', message: `interrupted after epoch ${state.epochs.length}` };
    record.result = resultOf(run, state, { stopReason, ...measure(), weightsSha256: written.weightsSha256 });
    await save();
  };
  try {
    const history = await model.fit(train, {
      ...fitOptions(config, data.sides.train),
      validationData,
      callbacks: [...runCallbacks(config), ...(job.tensorBoard === true ? [tensorBoardOf(job)] : [])],
      threads: record.threads,
      checkpoint: { onCheckpoint: keep },
      signal,
      moreThreads: job.moreThreads,
      resumeFrom,
      onBatch: (batch) => {
        trained = true;
        memory.look();
        job.onBatch?.(batch);
      },
      onValidation: (validation) => validations.push(validation),
      onEpoch: job.onEpoch,
    });
    const { weights } = modelFiles(model);
    // The weights are written last, so that all other files exist when they do.
    await writeHistory(directory, history.epochs.map(keptEpoch));
    await writeFileAtomic(file('weights'), weights);
    const { stopReason } = history;
    record.result = resultOf(run, model.trainingState(), { stopReason, ...measure(), weightsSha256: sha256(weights) });
    record.status = stopReason.kind === 'interrupted' ? 'interrupted' : 'finished';
  } catch (error) {
    // A state that does not fit is rejected before training, so the run is unchanged.
    record.status = resumeFrom !== undefined && !trained ? 'interrupted' : 'failed';
    record.error = error instanceof Error ? error.message : String(error);
    record.endedAt = new Date().toISOString();
    // The cause of the failure is more important than a record that cannot be written.
    await save().catch(() => undefined);
    throw error;
  }
  record.endedAt = new Date().toISOString();
  await save();
  const isLimit = record.result.stopReason.kind === 'epochLimit';
  if (record.status === 'finished' && !(job.keepState === true && isLimit)) await rm(file('state'), { force: true });
  return run;
}

/** The callback for TensorBoard, with the hyperparameters for its HParams plugin. */
function tensorBoardOf({ run, model }: TrainingJob): Callback {
  const { config, model: size } = run.record;
  const hparams = {
    model: config.model,
    target: config.target,
    seed: config.seed,
    batchSize: config.batchSize,
    optimizer: config.optimizer.name,
    learningRate: config.optimizer.learningRate,
    schedule: config.schedule.name,
    loss: config.loss.name,
    classWeight: config.classWeight.kind,
    sampling: config.sampling,
    augmentation: formatAugmentation(config.augmentation ?? {}),
    parameters: size.parameters,
    ...run.record.study?.values,
  };
  return tensorBoard({ directory: run.directory, name: run.name, model, hparams });
}

function resultOf(
  { record }: Run,
  state: TrainingState,
  measured: Pick<RunResult, 'stopReason' | 'weightsSha256' | 'seconds' | 'peakMemoryBytes'>,
): RunResult {
  const epochs = state.epochs.map(keptEpoch);
  const bestEpoch = keptWeightsOf(state)?.epoch ?? 0;
  const best = epochs.find(({ epoch }) => epoch === bestEpoch);
  const { stopReason, weightsSha256, seconds, peakMemoryBytes } = measured;
  return {
    stopReason,
    bestEpoch,
    epochs: epochs.length,
    best,
    weightsSha256,
    seconds,
    imagesPerSecond: (record.data.train * epochs.length) / seconds,
    peakMemoryBytes,
  };
}
