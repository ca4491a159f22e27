// Trains the tuned model on pictures in memory. Nothing of a page in it: in Node it comes to the same bits.
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
  /** All pictures. */
  images: ImageSource;
  /** A class number each. */
  labels: readonly number[];
  /** In the order of the class numbers. */
  classes: readonly string[];
  /** Numbers of pictures. */
  sides: { train: readonly number[]; val: readonly number[] };
  settings: Settings;
  threads: number;
  signal?: AbortSignal;
  onBatch?: (record: BatchRecord) => void;
  onEpoch?: (record: EpochRecord) => void;
}

/** The model of these settings with its first weights: that of `toonvision train --model tuned`. */
export function tunedModel({ height, width, seed }: Settings, classes: number): Sequential {
  return builtInModels.tuned({ height, width, channels: 3 }, classes, { seed });
}

/**
 * Trains, keeps the weights of the epoch with the lowest validation loss, and counts how the validation pictures are taken.
 *
 * @throws ModelError where settings do not fit, for example pictures too small for the model's pools
 */
export async function trainPictures(
  training: Training,
): Promise<{ model: Sequential; history: History; confusion: number[][] }> {
  const { images, labels, classes, sides, settings, threads } = training;
  const { epochs, patience, batchSize, seed } = settings;
  const model = tunedModel(settings, classes.length);
  model.compile({ optimizer: adam({ learningRate: 1e-3 }), loss: 'sparseCategoricalCrossentropy' });
  // The same bytes in memory for both sides, each with its own numbers.
  const side = (indices: readonly number[]) => ({
    images: { ...images, count: indices.length, indices: Int32Array.from(indices) },
    labels: Int32Array.from(indices, (at) => labels[at] ?? 0),
  });
  const val = side(sides.val);
  const history = await model.fit(side(sides.train), {
    ...{ epochs, batchSize, seed, threads },
    validationData: val,
    callbacks: [earlyStopping({ monitor: 'valLoss', patience })],
    signal: training.signal,
    onBatch: training.onBatch,
    onEpoch: training.onEpoch,
  });
  const { probabilities } = await model.predict(val.images, { threads });
  const predicted = Int32Array.from(val.labels, (_, at) =>
    argmax(probabilities.subarray(at * classes.length, (at + 1) * classes.length)),
  );
  return { model, history, confusion: confusionMatrix(val.labels, predicted, { classes }) };
}
