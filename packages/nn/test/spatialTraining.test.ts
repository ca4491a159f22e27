// Whole trainings of a model of all spatial layers: the same bits for any number of threads, for a batch of one and for
// a last short batch; gradients of such batches are means over them; files give the same model back.
import { describe, expect, it } from 'vitest';
import { imageBytes } from '../src/execute/index.ts';
import { modelFiles, modelFromFiles } from '../src/formats/index.ts';
import { layers } from '../src/layers/index.ts';
import { type Sequential, sequential } from '../src/model.ts';
import { randomWords, streamKey } from '../src/random.ts';
import { sgd } from '../src/train/index.ts';
import { referenceRun } from './referenceNetwork.ts';

const shape = { height: 15, width: 18, channels: 3 };
const COUNT = 11;
const SIZE = shape.height * shape.width * shape.channels;
const key = streamKey(8, 'images');
const bytes = Uint8Array.from({ length: COUNT * SIZE }, (_, i) => randomWords(key, i)[0] & 255);
const labels = Int32Array.from({ length: COUNT }, (_, i) => i % 3);
const data = (count = COUNT) => ({
  images: imageBytes(bytes.subarray(0, count * SIZE), shape),
  labels: labels.subarray(0, count),
});

function model(): Sequential {
  const network = sequential(
    [
      layers.rescaling({ scale: 1 / 255 }),
      layers.conv2d({ filters: 6, kernelSize: 3, padding: 'same', activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
      layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', activation: 'relu' }),
      layers.averagePooling2d({ poolSize: 2, strides: 1 }),
      layers.separableConv2d({ filters: 8, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }),
      layers.conv2d({ filters: 7, kernelSize: 1, strides: [1, 2] }),
      layers.globalAveragePooling2d({ keepdims: true }),
      layers.globalMaxPooling2d(),
      layers.dense({ units: 3, activation: 'softmax' }),
    ],
    { inputShape: [shape.height, shape.width, shape.channels], seed: 4 },
  );
  network.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'sparseCategoricalCrossentropy' });
  return network;
}

const vector = (from: Sequential) => Float32Array.from(from.weights().flatMap(({ data: values }) => [...values]));

describe('training of all spatial layers', () => {
  it.each([1, 4, 32])('batches of %i: the same weights for 0, 1, 2 and 3 threads', async (batchSize) => {
    const results: Float32Array[] = [];
    for (const threads of [0, 1, 2, 3]) {
      const one = model();
      await one.fit(data(), { epochs: 2, batchSize, threads });
      results.push(vector(one));
    }
    expect(results[0]!.every(Number.isFinite)).toBe(true);
    expect(results[0]).not.toEqual(vector(model()));
    for (const result of results) expect(result).toEqual(results[0]);
  });

  // One step of plain sgd moves the weights by the learning rate times the mean gradient.
  it.each([
    ['a batch of one', 1, 1],
    ['a whole batch', 8, 8],
    ['a batch cut short', 5, 32],
  ])('%s goes by the mean of its gradients', async (_, count, batchSize) => {
    const one = model();
    const before = vector(one);
    await one.fit(data(count), { epochs: 1, batchSize, threads: 0 });
    const after = vector(one);
    const mean = new Float64Array(before.length);
    for (let i = 0; i < count; i++) {
      const { gradient } = referenceRun(one.chain, before, bytes.subarray(i * SIZE, (i + 1) * SIZE), labels[i]!);
      gradient.forEach((value, p) => {
        mean[p]! += value / count;
      });
    }
    const largest = mean.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
    mean.forEach((value, p) => {
      const moved = (before[p]! - after[p]!) / 0.1;
      expect(Math.abs(moved - value), `weight ${p}`).toBeLessThan(1e-4 * largest + 1e-6);
    });
  });

  it('loads the same model from files', async () => {
    const one = model();
    const again = modelFromFiles(modelFiles(one));
    expect(modelFiles(again)).toEqual(modelFiles(one));
    const { images } = data(3);
    expect((await again.predict(images, { threads: 0 })).probabilities).toEqual(
      (await one.predict(images, { threads: 0 })).probabilities,
    );
  });
});
