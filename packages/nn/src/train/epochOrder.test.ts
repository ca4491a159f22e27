// The order of images in an epoch, and `order` of fit: it selects the images, also in a resumed run.
import { describe, expect, it } from 'vitest';
import { imageBytes } from '../execute/index.ts';
import { modelFiles, readTrainingState, trainingStateFile } from '../formats/index.ts';
import { layers } from '../layers/index.ts';
import { type Sequential, sequential } from '../model.ts';
import { permutation, randomWords, streamKey } from '../random.ts';
import { adam } from './adam.ts';
import { drawsOf } from './epochOrder.ts';
import type { FitOptions } from './fitOptions.ts';

const [COUNT, SIZE] = [10, 4 * 4];
const key = streamKey(5, 'epochOrder');
const images = imageBytes(
  Uint8Array.from({ length: COUNT * SIZE }, (_, i) => randomWords(key, i)[0] % 256),
  { height: 4, width: 4, channels: 1 },
);
const data = { images, labels: Array.from({ length: COUNT }, (_, i) => i % 2) };

function fresh(): Sequential {
  const model = sequential(
    [
      layers.randomFlip(),
      layers.rescaling({ scale: 1 / 255 }),
      layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' }),
      layers.dropout({ rate: 0.5 }),
      layers.flatten(),
      layers.dense({ units: 2, activation: 'softmax' }),
    ],
    { inputShape: [4, 4, 1], seed: 1 },
  );
  model.compile({ optimizer: adam({ learningRate: 0.01 }), loss: 'sparseCategoricalCrossentropy' });
  return model;
}

async function weightsAfter(options: FitOptions): Promise<Uint8Array> {
  const model = fresh();
  await model.fit(data, { epochs: 3, batchSize: 4, seed: 2, threads: 0, ...options });
  return modelFiles(model).weights;
}

describe('order', () => {
  it('equals shuffling if it has each image once', async () => {
    const order = (epoch: number) => permutation(streamKey(2, 'shuffle'), COUNT, epoch);
    expect(await weightsAfter({ order })).toEqual(await weightsAfter({}));
  });

  it('may have any length, which metrics and records count', async () => {
    const seen: number[] = [];
    const model = fresh();
    await model.fit(data, {
      epochs: 2,
      batchSize: 4,
      threads: 0,
      order: (epoch) => Array.from({ length: 5 + epoch }, (_, i) => (i < 3 ? 9 : i)),
      onBatch: ({ samples, batches }) => seen.push(samples, batches),
    });
    expect(seen).toEqual([4, 2, 6, 2, 4, 2, 7, 2]);
  });

  it('gives each occurrence of an image its own flips and dropout', () => {
    expect([...drawsOf(Int32Array.of(3, 1, 3, 3, 1), 10)]).toEqual([3, 1, 13, 23, 11]);
  });

  it.each([[[]], [[layers.batchNormalization()]]])(
    'and so loses differ where nothing is learned (%#)',
    async (more) => {
      const model = sequential(
        [
          layers.rescaling({ scale: 1 / 255 }),
          ...more,
          layers.dropout({ rate: 0.5 }),
          layers.flatten(),
          layers.dense({ units: 2, activation: 'softmax' }),
        ],
        { inputShape: [4, 4, 1], seed: 1 },
      );
      model.compile({ optimizer: adam({ learningRate: 1e-30 }), loss: 'sparseCategoricalCrossentropy' });
      const losses: number[] = [];
      const fit = (epochs: number) =>
        model.fit(data, {
          epochs,
          batchSize: 1,
          threads: 0,
          order: () => [3, 3, 3],
          onBatch: ({ batchLoss }) => losses.push(batchLoss),
        });
      await fit(2);
      expect(new Set(losses).size).toBe(6);
      await fit(1);
      expect(losses.slice(6)).toEqual(losses.slice(0, 3));
    },
  );

  it('resumes within an epoch to the same bits, for any number of threads', async () => {
    const order = (epoch: number) => Array.from({ length: 11 }, (_, i) => (i * epoch) % 4);
    const whole = await weightsAfter({ order });
    for (const steps of [1, 3, 4, 7]) {
      const abort = new AbortController();
      const model = fresh();
      let done = 0;
      const onBatch = () => {
        done += 1;
        if (done === steps) abort.abort();
      };
      const common = { epochs: 3, batchSize: 4, seed: 2, order };
      await model.fit(data, { ...common, threads: 0, signal: abort.signal, onBatch });
      const resumeFrom = readTrainingState(trainingStateFile(model.trainingState()));
      const other = fresh();
      await other.fit(data, { ...common, threads: 2, resumeFrom });
      expect(modelFiles(other).weights, `after ${steps} batches`).toEqual(whole);
      await expect(fresh().fit(data, { ...common, resumeFrom, order: () => [1, 2, 3] })).rejects.toThrow(
        "belongs to another run: order's checksum",
      );
      const { order: _, ...without } = common;
      await expect(fresh().fit(data, { ...without, resumeFrom })).rejects.toThrow("order's checksum was");
    }
  });

  it('is rejected if invalid, naming the position', async () => {
    const fit = (order: unknown, more: FitOptions = {}) =>
      fresh().fit(data, { threads: 0, order: order as (epoch: number) => number[], ...more });
    await expect(fit(() => [])).rejects.toThrow('fit: order must return at least one image (epoch 1)');
    await expect(fit(() => undefined)).rejects.toThrow('at least one image');
    await expect(fit(() => [0, 10])).rejects.toThrow('order[1] must be between 0 and 9, got 10');
    await expect(fit(() => [0.5])).rejects.toThrow('order[0] must be between 0 and 9, got 0.5');
    await expect(fit((epoch: number) => [epoch === 2 ? -1 : 0], { epochs: 2 })).rejects.toThrow('got -1 (epoch 2)');
    await expect(fit([0, 1])).rejects.toThrow('order must be a function');
    await expect(fit(() => [0], { shuffle: false })).rejects.toThrow('order and shuffle exclude each other');
  });
});
