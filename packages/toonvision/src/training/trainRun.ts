// Trains a model on a project: settings and a seed become a run folder that explains itself.
import { readFile } from 'node:fs/promises';
import { availableParallelism, hostname } from 'node:os';
import { join } from 'node:path';
import {
  adam,
  type BatchRecord,
  type EpochRecord,
  earlyStopping,
  type History,
  modelFiles,
  type Sequential,
} from '@toonvision/nn';
import type { Project } from '../config/index.ts';
import type { ClassWarning } from '../dataset/index.ts';
import { InterruptedError } from '../errors/index.ts';
import { explainFileError, writeJson, writeWhole } from '../files/index.ts';
import type { ModelBuilder } from '../models/index.ts';
import { releaseMemory } from './releaseMemory.ts';
import { checkRunName, createRunFolder, RUN_FILES, type Run } from './runFolder.ts';
import { keptEpoch, writeHistory } from './runHistory.ts';
import type { RunConfig, RunRecord, RunResult } from './runRecord.ts';
import { sha256 } from './sha256.ts';
import { openTrainingData, sideData, type TrainingData } from './trainingData.ts';
import { machine, versions } from './versions.ts';

export interface TrainOptions {
  project: Project;
  /** The architecture: one of `builtInModels`, or what `findModel` or `loadModelFile` gave. */
  model: ModelBuilder;
  /** What the architecture is called in the record and in the run's default name. */
  modelName: string;
  /** The file of a user's own model; its SHA-256 is kept. */
  modelFile?: string | undefined;
  /** Default: the project's own target. */
  target?: string | undefined;
  /** Of the first weights, shuffling, dropout and augmentation. Default 0. */
  seed?: number | undefined;
  /** Worker threads; they change the speed, never the result. Default: one a core. */
  threads?: number | undefined;
  /** At most so many. Default 100. */
  epochs?: number | undefined;
  /** Default 64. */
  batchSize?: number | undefined;
  /** Default 0.001. */
  learningRate?: number | undefined;
  /** Epochs without a lower validation loss after which it stops. Default 5. */
  patience?: number | undefined;
  /** The run's name; default `<target>-<model>-<n>` with the first free number. */
  name?: string | undefined;
  /** The command line, for the record. */
  command?: string | undefined;
  /** Called while the pixel cache is built: samples done, samples of all. */
  onProgress?: ((done: number, total: number) => void) | undefined;
  /** Called when the data is there and the run's folder is made, before the first epoch. */
  onStart?: ((run: Run, warnings: readonly ClassWarning[]) => void) | undefined;
  onBatch?: ((batch: BatchRecord) => void) | undefined;
  onEpoch?: ((epoch: EpochRecord) => void) | undefined;
  /** Ends the run after the current batch; the best weights so far are kept and the run is marked interrupted. */
  signal?: AbortSignal | undefined;
}

/**
 * Trains a model with Adam and early stopping on the validation loss and writes `runs/<name>/`: run.json, history.csv,
 * history.json, model.json and weights.safetensors (of the best epoch). The same settings, seed and data give the same
 * weights to the last bit, whatever `threads` is. An existing run is never overwritten.
 *
 * @returns the run; `record.status` is `interrupted` when `signal` ended it
 * @throws UserError when there are no samples or no split yet, the name is taken, or nothing can be written;
 *   ModelError when the model does not fit the data; InterruptedError when `signal` aborts before the first epoch
 *
 * @example
 * const project = await loadConfig('demo-town');
 * const run = await trainRun({ project, model: builtInModels.tuned, modelName: 'tuned', seed: 7 });
 * run.record.result?.best?.valAccuracy; // 0.9
 */
export async function trainRun(options: TrainOptions): Promise<Run> {
  const { project, modelName, threads = availableParallelism(), signal, name } = options;
  if (name !== undefined) await checkRunName(project, name);
  const data = await openTrainingData({ project, target: options.target, onProgress: options.onProgress, signal });
  const config = await resolveRunConfig(options, data);
  const { height, width, channels } = config.input;
  const model = options.model({ height, width, channels }, config.classes.length, {
    seed: config.seed,
    name: modelName,
  });
  const train = sideData(data, 'train');
  const validationData = sideData(data, 'val');
  const { optimizer, earlyStopping: stopping } = config;
  model.compile({ optimizer: adam(optimizer), loss: config.loss, metrics: ['accuracy', 'precision', 'recall', 'f1'] });
  const callbacks = [earlyStopping(stopping)];
  if (signal?.aborted) throw new InterruptedError('interrupted before the first epoch; no run was made');

  const folder = await createRunFolder(project, { name, stem: `${data.target.name}-${modelName}` });
  const record: RunRecord = {
    format: 1,
    name: folder.name,
    status: 'running',
    pid: process.pid,
    host: hostname(),
    startedAt: new Date().toISOString(),
    ...(options.command === undefined ? {} : { command: options.command }),
    config,
    threads,
    data: data.record,
    model: { parameters: model.parameters, multiplyAdds: model.multiplyAdds },
    versions: versions(),
    machine: machine(),
  };
  const run: Run = { ...folder, record };
  const save = () => writeJson(join(run.directory, RUN_FILES.record), record);
  await save();
  options.onStart?.(run, data.warnings);

  releaseMemory();
  const began = performance.now();
  const memory = watchMemory();
  try {
    const history = await model.fit(train, {
      epochs: config.epochs,
      batchSize: config.batchSize,
      validationData,
      callbacks,
      seed: config.seed,
      threads,
      ...(signal === undefined ? {} : { signal }),
      onBatch: (batch) => {
        memory.look();
        options.onBatch?.(batch);
      },
      ...(options.onEpoch === undefined ? {} : { onEpoch: options.onEpoch }),
    });
    const seconds = (performance.now() - began) / 1000;
    record.result = await writeResult(run, model, history, { seconds, peakMemoryBytes: memory.peak() });
    record.status = history.stopReason.kind === 'interrupted' ? 'interrupted' : 'finished';
  } catch (error) {
    record.status = 'failed';
    record.error = error instanceof Error ? error.message : String(error);
    record.endedAt = new Date().toISOString();
    // The cause of the failure matters more than a record that cannot be written.
    await save().catch(() => undefined);
    throw error;
  }
  record.endedAt = new Date().toISOString();
  await save();
  return run;
}

/** The settings with every default filled in. */
async function resolveRunConfig(options: TrainOptions, { target }: TrainingData): Promise<RunConfig> {
  const { project, modelName, modelFile } = options;
  const adamOptions = adam({ learningRate: options.learningRate ?? 1e-3 }).options as Record<string, number>;
  return {
    model: modelName,
    ...(modelFile === undefined ? {} : { modelFile: { path: modelFile, sha256: await fileSha256(modelFile) } }),
    target: target.name,
    classes: [...target.classes],
    classNames: { ...target.names },
    input: { ...project.input, channels: 3 },
    seed: options.seed ?? 0,
    epochs: options.epochs ?? 100,
    batchSize: options.batchSize ?? 64,
    optimizer: {
      name: 'adam',
      learningRate: adamOptions.learningRate ?? 1e-3,
      beta1: adamOptions.beta1 ?? 0.9,
      beta2: adamOptions.beta2 ?? 0.999,
      epsilon: adamOptions.epsilon ?? 1e-7,
    },
    loss: 'sparseCategoricalCrossentropy',
    earlyStopping: {
      monitor: 'valLoss',
      mode: 'min',
      minDelta: 0,
      patience: options.patience ?? 5,
      restoreBestWeights: true,
    },
  };
}

async function fileSha256(path: string): Promise<string> {
  return sha256(
    await readFile(path).catch((error: unknown) => {
      throw explainFileError(error, path);
    }),
  );
}

async function writeResult(
  run: Run,
  model: Sequential,
  history: History,
  { seconds, peakMemoryBytes }: { seconds: number; peakMemoryBytes: number },
): Promise<RunResult> {
  const { modelJson, weights } = modelFiles(model);
  const epochs = history.epochs.map(keptEpoch);
  // The weights come last: whoever finds them finds the rest of the run, too.
  await writeHistory(run.directory, epochs);
  await writeWhole(join(run.directory, RUN_FILES.model), modelJson);
  await writeWhole(join(run.directory, RUN_FILES.weights), weights);
  const best = epochs.find(({ epoch }) => epoch === history.bestEpoch);
  return {
    stopReason: history.stopReason,
    bestEpoch: history.bestEpoch,
    epochs: epochs.length,
    ...(best === undefined ? {} : { best }),
    weightsSha256: sha256(weights),
    seconds,
    imagesPerSecond: (run.record.data.train * epochs.length) / seconds,
    peakMemoryBytes,
  };
}

/** The largest resident memory from now on; the system's own maximum counts from the start of the process. */
function watchMemory(): { look(): void; peak(): number } {
  const systemPeak = () => process.resourceUsage().maxRSS * 1024;
  const before = systemPeak();
  let seen = process.memoryUsage.rss();
  return {
    look: () => {
      seen = Math.max(seen, process.memoryUsage.rss());
    },
    peak: () => (systemPeak() > before ? systemPeak() : seen),
  };
}
