// Trains a run in its folder, from the beginning or from a state, and keeps after every epoch what it would take to go on.
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
import { augmentationText } from '../config/index.ts';
import { writeJson, writeWhole } from '../files/index.ts';
import { tensorBoard } from '../tensorboard/index.ts';
import { filesWithWeights, keptWeightsOf } from './keptWeights.ts';
import { watchMemory } from './peakMemory.ts';
import { fitOptions, runCallbacks } from './runConfig.ts';
import { RUN_FILES, type Run } from './runFolder.ts';
import { keptEpoch, writeHistory } from './runHistory.ts';
import type { RunResult } from './runRecord.ts';
import { sha256 } from './sha256.ts';
import { sideData, type TrainingData } from './trainingData.ts';
import type { TrainingWatch } from './trainingWatch.ts';
import { readValidations, writeValidations } from './validations.ts';

export interface TrainingJob extends TrainingWatch {
  run: Run;
  /** Compiled, with its first weights; how they are does not matter where it goes on from a state. */
  model: Sequential;
  data: TrainingData;
  resumeFrom?: TrainingState;
  /** Write event files for TensorBoard. */
  tensorBoard?: boolean;
  /** Keep the state of a run that reached its limit of epochs, so that `extendRun` can carry it on. Default false. */
  keepState?: boolean;
}

/**
 * Trains a run and writes what comes of it. After every epoch, and when it is interrupted, the folder holds the state of the
 * training, the best weights, the history, and a run.json that tells of them, each written whole; the state goes first,
 * so that a process killed at any moment can be resumed. The state is deleted when the run is finished.
 */
export async function runTraining(job: TrainingJob): Promise<Run> {
  const { run, model, data, resumeFrom, signal } = job;
  const { record, directory } = run;
  const { config } = record;
  const file = (name: keyof typeof RUN_FILES) => join(directory, RUN_FILES[name]);
  const save = () => writeJson(file('record'), record);
  const train = sideData(data, 'train');
  const validationData = config.trainOn === 'trainVal' ? undefined : sideData(data, 'val');
  record.status = 'running';
  record.pid = process.pid;
  record.host = hostname();
  delete record.endedAt;
  delete record.error;
  await save();
  await writeWhole(file('model'), modelFiles(model).modelJson);
  job.onStart?.(run, data.warnings, (resumeFrom?.epochs ?? []).map(keptEpoch));

  const before = resumeFrom === undefined ? undefined : record.result;
  const began = performance.now();
  const memory = watchMemory();
  const measure = () => ({
    seconds: (before?.seconds ?? 0) + (performance.now() - began) / 1000,
    peakMemoryBytes: Math.max(before?.peakMemoryBytes ?? 0, memory.peak()),
  });
  let trained = false;
  let written: { epoch: number; weightsSha256: string } | undefined;
  const validations = resumeFrom === undefined ? [] : await readValidations(run, resumeFrom.epochs.length);
  const keep = async (state: TrainingState) => {
    // First: what is here of an epoch that the state does not have is seen when the run goes on.
    await writeValidations(run, validations);
    await writeWhole(file('state'), trainingStateFile(state));
    const kept = keptWeightsOf(state);
    if (kept !== undefined && kept.epoch !== written?.epoch) {
      const { weights } = filesWithWeights(model, kept.weights);
      await writeWhole(file('weights'), weights);
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
    // The weights come last: whoever finds them finds the rest of the run, too.
    await writeHistory(directory, history.epochs.map(keptEpoch));
    await writeWhole(file('weights'), weights);
    const { stopReason } = history;
    record.result = resultOf(run, model.trainingState(), { stopReason, ...measure(), weightsSha256: sha256(weights) });
    record.status = stopReason.kind === 'interrupted' ? 'interrupted' : 'finished';
  } catch (error) {
    // A state that does not fit is refused before anything is trained: the run is as it was.
    record.status = resumeFrom !== undefined && !trained ? 'interrupted' : 'failed';
    record.error = error instanceof Error ? error.message : String(error);
    record.endedAt = new Date().toISOString();
    // The cause of the failure matters more than a record that cannot be written.
    await save().catch(() => undefined);
    throw error;
  }
  record.endedAt = new Date().toISOString();
  await save();
  const isLimit = record.result.stopReason.kind === 'epochLimit';
  if (record.status === 'finished' && !(job.keepState === true && isLimit)) await rm(file('state'), { force: true });
  return run;
}

/** What stands in the table of TensorBoard's HParams plugin. */
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
    augmentation: augmentationText(config.augmentation ?? {}),
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
