// A small project whose runs are interrupted after a given batch, for tests of resuming.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfig, type TrainSettings } from '../src/config/index.ts';
import { extract } from '../src/dataset/index.ts';
import { findModel } from '../src/models/index.ts';
import { ensureSplit, readRun, trainRun } from '../src/training/index.ts';
import { colorProject } from './cliProcess.ts';

export const STATE_FILE = 'training-state.safetensors';

/** Text of the model file tiny.ts. */
export const MODEL_TEXT = `import { layers } from '@toonvision/nn';
export default (_input, classes) => [
  layers.randomFlip(),
  layers.rescaling({ scale: 1 / 255 }),
  layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' }),
  layers.maxPooling2d({ poolSize: 4 }),
  layers.dropout({ rate: 0.2 }),
  layers.flatten(),
  layers.dense({ units: classes, activation: 'softmax' }),
];
`;

/** Settings of the runs; an epoch has 6 batches. */
export const SETTINGS: TrainSettings = {
  epochs: 6,
  batchSize: 4,
  seed: 3,
  patience: 100,
  sampling: 'classAndStreet',
  classWeight: 'effectiveNumber',
  loss: 'categoricalFocalCrossentropy',
  optimizer: { name: 'sgd', momentum: 0.9 },
  schedule: { name: 'cosineDecay', warmUpEpochs: 1 },
  augmentation: { randomFlip: true, randomRotation: 0.05, randomFog: 0.4 },
};

/** An extracted and split project with the model tiny.ts; the caller removes its folder. */
export async function createRunProject() {
  const folder = await colorProject(20);
  const modelFile = join(folder, 'tiny.ts');
  await writeFile(modelFile, MODEL_TEXT);
  const project = await loadConfig(folder);
  await extract({ project });
  await ensureSplit({ project });

  const file = (run: string, name: string) => join(project.paths.runs, run, name);

  /** Trains a run and interrupts it after `batches`; trains to the end by default. */
  const train = async (name: string, batches = Number.POSITIVE_INFINITY, settings: TrainSettings = SETTINGS) => {
    const { build } = await findModel(modelFile);
    const abort = new AbortController();
    let done = 0;
    return trainRun({
      ...settings,
      ...{ project, model: build, modelName: 'tiny', modelFile, name, threads: 2, signal: abort.signal },
      onBatch: () => {
        done += 1;
        if (done === batches) abort.abort();
      },
    });
  };

  /** Content of a run that resuming must not change: everything except times and memory. */
  const outcome = async (name: string) => {
    const { record } = await readRun(project, name);
    const history = JSON.parse(await readFile(file(name, 'history.json'), 'utf8')) as Record<string, number>[];
    const untimed = history.map(({ seconds: _s, imagesPerSecond: _i, ...rest }) => rest);
    const validations = JSON.parse(await readFile(file(name, 'validations.json'), 'utf8')) as unknown[];
    const { weightsSha256, bestEpoch, epochs, stopReason } = record.result!;
    const { augmentation, augmentationOfModel } = record.config;
    return {
      ...{ status: record.status, weightsSha256, bestEpoch, epochs, stopReason },
      ...{ augmentation, augmentationOfModel, history: untimed, validations },
    };
  };

  return { folder, modelFile, project, file, train, outcome };
}

export type RunProject = Awaited<ReturnType<typeof createRunProject>>;
