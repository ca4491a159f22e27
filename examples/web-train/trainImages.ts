// Trains the tuned model on images in memory. Free of page APIs; in Node it gives the same bits.
import {
  adam,
  argmax,
  type BatchRecord,
  type EpochRecord,
  earlyStopping,
  type History,
  type ImageSource,
  type Sequential,
} from '@toonvision/nn';
import { builtInModels, confusionMatrix } from 'toonvision/page';
import type { Settings } from './messages.ts';

export interface Training {
  /** All images. */
  images: ImageSource;
  /** Class index of each image. */
  labels: readonly number[];
  /** Names by class index. */
  classes: readonly string[];
  /** Indices of images. */
  split: { train: readonly number[]; val: readonly number[] };
  settings: Settings;
  threads: number;
  signal?: AbortSignal;
  onBatch?: (record: BatchRecord) => void;
  onEpoch?: (record: EpochRecord) => void;
}

/** The model of `toonvision train --model tuned` with its initial weights. */
export function tunedModel({ height, width, seed }: Settings, classes: number): Sequential {
  return builtInModels.tuned({ height, width, channels: 3 }, classes, { seed });
}

/**
 * Trains, keeps the weights of the epoch with the lowest validation loss, and computes the validation confusion matrix.
 *
 * @throws ModelError if the settings are invalid, such as images too small for the model's pools
 */
export async function trainImages(
  training: Training,
): Promise<{ model: Sequential; history: History; confusion: number[][] }> {
  const { images, labels, classes, split, settings, threads } = training;
  const { epochs, patience, batchSize, seed } = settings;
  const model = tunedModel(settings, classes.length);
  model.compile({ optimizer: adam({ learningRate: 1e-3 }), loss: 'sparseCategoricalCrossentropy' });
  // Both splits share the bytes in memory and select by index.
  const select = (indices: readonly number[]) => ({
    images: { ...images, count: indices.length, indices: Int32Array.from(indices) },
    labels: Int32Array.from(indices, (index) => labels[index] ?? 0),
  });
  const val = select(split.val);
  const history = await model.fit(select(split.train), {
    ...{ epochs, batchSize, seed, threads },
    validationData: val,
    callbacks: [earlyStopping({ monitor: 'valLoss', patience })],
    signal: training.signal,
    onBatch: training.onBatch,
    onEpoch: training.onEpoch,
  });
  const { probabilities } = await model.predict(val.images, { threads });
  const predicted = Int32Array.from(val.labels, (_, index) =>
    argmax(probabilities.subarray(index * classes.length, (index + 1) * classes.length)),
  );
  return { model, history, confusion: confusionMatrix(val.labels, predicted, { classes }) };
}
