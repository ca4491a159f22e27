// Trains a model on a project and writes a run folder.
import { readFile } from 'node:fs/promises';
import { availableParallelism, hostname } from 'node:os';
import { CLASS_METRICS, type ClassMetricName } from '@toonvision/nn/metrics';
import type { Project, TrainSettings } from '../config/index.ts';
import { InterruptedError } from '../errors/index.ts';
import { explainFileError } from '../files/index.ts';
import { augmentModel, type ModelBuilder } from '../models/index.ts';
import { releaseMemory } from './releaseMemory.ts';
import { compileOptions, mergeSettings, resolveSettings } from './runConfig.ts';
import { checkRunName, createRunFolder, type Run } from './runFolder.ts';
import type { RunConfig, RunRecord } from './runRecord.ts';
import { runTraining } from './runTraining.ts';
import { sha256 } from './sha256.ts';
import { openTrainingData, splitData, type TrainingData } from './trainingData.ts';
import type { TrainingWatch } from './trainingWatch.ts';
import { machine, versions } from './versions.ts';

/** Options of `trainRun`. Settings default to the configuration (`train`), then to the defaults of `TrainSettings`. */
export interface TrainOptions extends TrainSettings, TrainingWatch {
  project: Project;
  /** The architecture: one of `builtInModels`, or the result of `findModel` or `loadModelFile`. */
  model: ModelBuilder;
  /** Name of the architecture in the record and in the default name of the run. */
  modelName: string;
  /** File of a custom model; its SHA-256 is recorded. */
  modelFile?: string;
  /** Name of the target. Default: the default target of the project. */
  target?: string;
  /** Name of the fold in `dataset/folds` to train on. Default: `dataset/split.json`. */
  fold?: string;
  /**
   * `trainVal` trains on train and val for exactly `epochs` epochs, without early stopping, and keeps the last weights.
   * Default `train`.
   */
  trainOn?: 'train' | 'trainVal';
  /** The trial of a study, for the record and TensorBoard. */
  study?: RunRecord['study'];
  /** Number of worker threads; does not change the result. Default: one per core. */
  threads?: number;
  /** Name of the run. Default: `<target>-<model>-<n>` with the first free number. */
  name?: string;
  /** Whether to write event files for TensorBoard to `tensorboard/` of the run. Default true. */
  tensorBoard?: boolean;
  /** Whether to keep the state after the last epoch, for `extendRun`. Default false. */
  keepState?: boolean;
  /** Data from `openTrainingData`, to train several runs on the same data. */
  data?: TrainingData;
  /** Command line for the record. */
  command?: string;
}

/**
 * Trains a model with early stopping on the validation loss and writes `runs/<name>/`: run.json, history.csv,
 * history.json, model.json and weights.safetensors (of the best epoch). The same settings, seed and data give the same
 * weights to the last bit, whatever `threads` is. An existing run is never overwritten. Use `resumeRun` for a run that was interrupted or killed.
 *
 * @returns the run; `record.status` is `interrupted` if `signal` aborted it
 * @throws UserError if there are no samples or no split yet, a setting is invalid (exit code 2), the name is taken, or
 *   files cannot be written; ModelError if the model does not fit the data; InterruptedError if `signal` aborts before
 *   the first epoch
 *
 * @example
 * const project = await loadConfig('demo-town');
 * const run = await trainRun({ project, model: builtInModels.tuned, modelName: 'tuned', seed: 7, classWeight: 'balanced' });
 * run.record.result?.best?.valAccuracy; // 0.9
 */
export async function trainRun(options: TrainOptions): Promise<Run> {
  const {
    project,
    modelName,
    threads = availableParallelism(),
    signal,
    name,
    onProgress,
    target,
    fold,
    trainOn,
  } = options;
  const settings = mergeSettings(project, options);
  if (name !== undefined) await checkRunName(project, name);
  const data = options.data ?? (await openTrainingData({ project, target, fold, trainOn, onProgress, signal }));
  // Reports empty splits before a folder is created.
  for (const split of trainOn === 'trainVal' ? (['train'] as const) : (['train', 'val'] as const))
    splitData(data, split);
  const config: RunConfig = {
    ...(await describeTask(options, data)),
    ...resolveSettings(settings, { train: data.sides.train, classes: data.target.classes.length }),
    metrics: Object.keys(CLASS_METRICS) as ClassMetricName[],
  };
  const plain = options.model(config.input, config.classes.length, { seed: config.seed, name: modelName });
  const { model, added, alreadyInModel } = augmentModel(plain, settings.augmentation ?? {});
  if (Object.keys(added).length > 0) config.augmentation = added;
  if (alreadyInModel.length > 0) config.augmentationOfModel = alreadyInModel;
  model.compile(compileOptions(config));
  if (signal?.aborted) throw new InterruptedError('interrupted before the first epoch; no run was created');

  if (options.data === undefined) releaseMemory();
  const folder = await createRunFolder(project, { name, stem: `${data.target.name}-${modelName}` });
  const record: RunRecord = {
    format: 2,
    name: folder.name,
    status: 'running',
    pid: process.pid,
    host: hostname(),
    startedAt: new Date().toISOString(),
    command: options.command,
    study: options.study,
    config,
    threads,
    data: data.record,
    model: { parameters: model.parameters, multiplyAdds: model.multiplyAdds },
    versions: versions(),
    machine: machine(),
  };
  return runTraining({
    ...watchOf(options),
    run: { ...folder, record },
    model,
    data,
    tensorBoard: options.tensorBoard ?? true,
    keepState: options.keepState,
  });
}

/** The part of the configuration that describes target, data and architecture. */
async function describeTask(
  { project, modelName, modelFile, fold, trainOn }: TrainOptions,
  { target }: TrainingData,
): Promise<
  Pick<RunConfig, 'model' | 'modelFile' | 'target' | 'classes' | 'classNames' | 'input' | 'fold' | 'trainOn'>
> {
  return {
    model: modelName,
    ...(modelFile === undefined ? {} : { modelFile: { path: modelFile, sha256: await fileSha256(modelFile) } }),
    target: target.name,
    classes: [...target.classes],
    classNames: { ...target.names },
    input: { ...project.input, channels: 3 },
    fold: fold ?? null,
    ...(trainOn === 'trainVal' ? { trainOn } : {}),
  };
}

function watchOf({ onProgress, onStart, onBatch, onEpoch, moreThreads, signal }: TrainingWatch): TrainingWatch {
  return { onProgress, onStart, onBatch, onEpoch, moreThreads, signal };
}

async function fileSha256(path: string): Promise<string> {
  return sha256(
    await readFile(path).catch((error: unknown) => {
      throw explainFileError(error, path);
    }),
  );
}
