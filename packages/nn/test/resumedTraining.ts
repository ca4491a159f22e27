// Training that is interrupted after a batch and resumed from a state file in a new model, for tests of resuming.
import { expect } from 'vitest';
import {
  adam,
  type FitOptions,
  type History,
  imageBytes,
  layers,
  losses,
  type MetricName,
  modelFiles,
  type Optimizer,
  randomWords,
  readTrainingState,
  type Sequential,
  sequential,
  streamKey,
  trainingStateFile,
} from '../src/index.ts';

const shape = { height: 8, width: 7, channels: 2 };
const size = 8 * 7 * 2;
// The last batch of an epoch has 4 images.
const [COUNT, BATCH_SIZE] = [22, 6];
export const EPOCHS = 4;
export const BATCHES_PER_EPOCH = 4;
const key = streamKey(11, 'resume');

function createImages(count: number, from: number) {
  const labels = Array.from({ length: count }, (_, i) => (i * 7 + from) % 3);
  const bytes = Uint8Array.from({ length: count * size }, (_, i) => {
    const bright = Math.floor((i % size) / 38) === labels[Math.floor(i / size)] ? 90 : 0;
    return (randomWords(key, from * 100_000 + i)[0] % 150) + bright;
  });
  return { images: imageBytes(bytes, shape), labels };
}

export const data = {
  ...createImages(COUNT, 0),
  sampleWeight: Array.from({ length: COUNT }, (_, i) => 0.5 + (i % 4) / 4),
};
export const validationData = createImages(9, 1);
export const metrics: MetricName[] = ['accuracy', 'auc', 'top2Accuracy', 'f1PerClass'];

/** An untrained, compiled model with flip, dropout and a regularizer. */
export function createModel(optimizer: Optimizer = adam({ learningRate: 0.01 }), seed = 3): Sequential {
  const model = sequential(
    [
      layers.randomFlip(),
      layers.rescaling({ scale: 1 / 255 }),
      layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu', kernelRegularizer: { l2: 0.001 } }),
      layers.maxPooling2d(),
      layers.dropout({ rate: 0.25 }),
      layers.flatten(),
      layers.dense({ units: 3, activation: 'softmax' }),
    ],
    { inputShape: [8, 7, 2], seed },
  );
  model.compile({ optimizer, loss: losses.sparseCategoricalCrossentropy({ labelSmoothing: 0.05 }), metrics });
  return model;
}

/** Options of every fit. */
export const FIT_OPTIONS: FitOptions = {
  epochs: EPOCHS,
  batchSize: BATCH_SIZE,
  threads: 0,
  validationData,
  classWeight: 'balanced',
};

/** What resuming must not change: weights, history, stop reason and state, without times. */
export function outcome(model: Sequential, history: History) {
  const { seconds: _, epochs, ...state } = model.trainingState();
  const untimed = history.epochs.map(({ seconds: _s, imagesPerSecond: _i, ...record }) => record);
  expect(epochs.length).toBe(untimed.length);
  return { weights: modelFiles(model).weights, history: untimed, stopReason: history.stopReason, state };
}

/** The outcome of a fit without interruption. */
export async function trainWhole(options: FitOptions, optimizer?: Optimizer) {
  const model = createModel(optimizer);
  return outcome(model, await model.fit(data, { ...FIT_OPTIONS, ...options }));
}

/** Fits `steps` batches, writes the state to a file, reads it and resumes in a new model. */
export async function trainInTwoParts(
  steps: number,
  first: FitOptions,
  second: FitOptions,
  optimizer?: Optimizer,
): Promise<ReturnType<typeof outcome>> {
  const abort = new AbortController();
  let done = 0;
  const model = createModel(optimizer);
  if (steps === 0) abort.abort();
  const history = await model.fit(data, {
    ...FIT_OPTIONS,
    ...first,
    signal: abort.signal,
    onBatch: () => {
      done += 1;
      if (done === steps) abort.abort();
    },
  });
  expect(history.stopReason.kind).toBe('interrupted');
  expect(done).toBe(steps);
  const resumeFrom = readTrainingState(trainingStateFile(model.trainingState()));
  const other = createModel(optimizer);
  return outcome(other, await other.fit(data, { ...FIT_OPTIONS, ...second, resumeFrom }));
}
