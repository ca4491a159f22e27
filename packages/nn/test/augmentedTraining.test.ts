// Augmentation in a fit: the same bits for any number of threads, and the same images as augmentImage.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { buildChain } from '../src/chain.ts';
import { compilePlan } from '../src/compile/index.ts';
import {
  adam,
  augmentImage,
  imageBytes,
  imageFloats,
  type LayerSpec,
  layers,
  modelFiles,
  modelFromFiles,
  randomWords,
  type Sequential,
  sequential,
  streamKey,
} from '../src/index.ts';
import { startPool } from './startPool.ts';

const shape = { height: 19, width: 13, channels: 3 };
const inputShape = [19, 13, 3];
const size = 19 * 13 * 3;
const count = 24;
const bytes = Uint8Array.from({ length: count * size }, (_, i) => randomWords(streamKey(1, 'images'), i)[0] & 255);
const labels = Array.from({ length: count }, (_, i) => i % 2);

const everything: LayerSpec[] = [
  layers.randomFlip({ mode: 'horizontalAndVertical' }),
  layers.randomTranslation({ heightFactor: 0.1, widthFactor: 0.1, fillMode: 'wrap' }),
  layers.randomRotation({ factor: 0.05, fillMode: 'constant', fillValue: 100 }),
  layers.randomZoom({ heightFactor: 0.2, widthFactor: [-0.1, 0.3], interpolation: 'nearest' }),
  layers.randomBlur({ sigma: 1.5, rate: 0.5 }),
  layers.randomPixelate({ blockSize: 3, rate: 0.5 }),
  layers.randomBrightness({ factor: 0.2 }),
  layers.rescaling({ scale: 1 / 255 }),
  layers.randomContrast({ factor: [0.3, 0.4], valueRange: [0, 1] }),
  layers.randomFog({ strength: 0.7, rate: 0.5, color: [0.7, 0.8, 0.9] }),
  layers.randomErasing({ factor: 0.8, ratio: [0.5, 2], fillValue: 'noise' }),
  layers.randomFlip({ name: 'last' }),
];
const computing: LayerSpec[] = [
  layers.conv2d({ filters: 5, kernelSize: 3, padding: 'same', activation: 'relu', name: 'first' }),
  layers.maxPooling2d({ poolSize: 2 }),
  layers.flatten(),
  layers.dense({ units: 2, activation: 'softmax' }),
];

function model(specs: LayerSpec[], seed = 5): Sequential {
  const network = sequential(specs, { inputShape, seed });
  network.compile({ optimizer: adam({ learningRate: 0.01 }), loss: 'sparseCategoricalCrossentropy' });
  return network;
}

// Outputs of one training pass over all images at an epoch.
async function trainingOutputs(specs: LayerSpec[], epoch: number): Promise<Float32Array> {
  const chain = buildChain(specs, inputShape);
  const pool = await startPool(chain, imageBytes(bytes, shape), { seed: 5 });
  pool.parameters.set(Float32Array.from({ length: chain.parameters }, (_, i) => ((i * 37) % 23) / 23 - 0.5));
  await pool.run({ source: 0, positions: Int32Array.from({ length: count }, (_, i) => i), training: { epoch } });
  const result = pool.outputs.slice();
  await pool.end();
  return result;
}

const image = (sample: number) => bytes.subarray(sample * size, (sample + 1) * size);

describe('a fit with every augmentation', () => {
  it('gives the same weights for any number of threads, and different weights for another seed', async () => {
    const images = imageBytes(bytes, shape);
    const run = async (threads: number, seed = 5) => {
      const network = model([...everything, ...computing], 5);
      await network.fit({ images, labels }, { epochs: 2, batchSize: 7, threads, seed });
      return createHash('sha256').update(modelFiles(network).weights).digest('hex');
    };
    const first = await run(0);
    for (const threads of [1, 2, 3]) expect(await run(threads)).toBe(first);
    expect(await run(0, 6)).not.toBe(first);
  });

  it('gives the same weights if batches run in stages', async () => {
    const images = imageBytes(bytes, shape);
    const staged = [...everything, computing[0] as LayerSpec, layers.batchNormalization(), ...computing.slice(1)];
    const run = async (threads: number) => {
      const network = model(staged);
      await network.fit({ images, labels }, { epochs: 2, batchSize: 9, threads });
      return createHash('sha256').update(modelFiles(network).weights).digest('hex');
    };
    const first = await run(0);
    for (const threads of [1, 3]) expect(await run(threads)).toBe(first);
  });

  it('trains on the values that augmentImage returns', async () => {
    for (const epoch of [1, 2]) {
      const values = await trainingOutputs([...everything, layers.flatten()], epoch);
      for (let sample = 0; sample < count; sample++) {
        const shown = await augmentImage(model([...everything, ...computing]), image(sample), { epoch, sample });
        expect(values.subarray(sample * size, (sample + 1) * size)).toEqual(shown.values);
      }
    }
  });

  it('keeps the border of the planes zero', async () => {
    const convolution = [layers.conv2d({ filters: 2, kernelSize: 5, padding: 'same' }), layers.flatten()];
    const augmented = await trainingOutputs([...everything, ...convolution], 1);
    const plain = sequential(convolution, { inputShape });
    const [kernel, bias] = plain.weights().map(({ data }) => data.length) as [number, number];
    const weights = Float32Array.from({ length: kernel + bias }, (_, i) => ((i * 37) % 23) / 23 - 0.5);
    plain.setWeights([
      { name: 'conv2d/kernel', data: weights.slice(0, kernel) },
      { name: 'conv2d/bias', data: weights.slice(kernel) },
    ]);
    const source = { layers: everything, inputShape, seed: 5 };
    const floats = new Float32Array(count * size);
    for (let sample = 0; sample < count; sample++) {
      floats.set((await augmentImage(source, image(sample), { sample })).values, sample * size);
    }
    const { probabilities } = await plain.predict(imageFloats(floats, shape), { threads: 0 });
    expect(augmented).toEqual(probabilities);
  });
});

describe('outside training', () => {
  it('predict and evaluate do not augment', async () => {
    const images = imageBytes(bytes, shape);
    const augmented = model([...everything, ...computing]);
    const plain = model([layers.rescaling({ scale: 1 / 255 }), ...computing]);
    plain.setWeights(augmented.weights());
    expect(await augmented.predict(images)).toEqual(await plain.predict(images));
    expect(await augmented.evaluate({ images, labels })).toEqual(await plain.evaluate({ images, labels }));
    const { values, bytes: shown } = await augmentImage(augmented, image(3), { training: false });
    expect(shown).toEqual(image(3));
    values.forEach((value, i) => {
      expect(value).toBe(Math.fround((image(3)[i] ?? 0) * Math.fround(1 / 255)));
    });
  });

  it('layers observed between augmentations see the unchanged image', () => {
    const list = [layers.rescaling({ scale: 0.5 }), layers.randomFog({ strength: 1 }), layers.rescaling({ scale: 2 })];
    const chain = buildChain([...list, ...computing], inputShape);
    for (const observed of [['rescaling'], ['randomFog'], ['rescaling', 'rescaling_1'], []]) {
      const plan = compilePlan(chain, { observed, inference: true });
      expect([...plan.activations.keys()].slice(0, 4)).toEqual(['rescaling', 'randomFog', 'rescaling_1', 'first']);
      // The convolution with 'same' padding reads a border of one pixel around what comes before it.
      const before = plan.activations.get('rescaling_1');
      expect(before?.origin).toBe((before?.rowStride ?? 0) + 4);
    }
  });

  it('validation in a fit is not augmented', async () => {
    const images = imageBytes(bytes, shape);
    const augmented = model([...everything, ...computing]);
    const history = await augmented.fit({ images, labels }, { validationData: { images, labels }, threads: 0 });
    const { loss } = await augmented.evaluate({ images, labels }, { threads: 0 });
    expect(history.epochs[0]?.valLoss).toBe(loss);
  });
});

describe('model files', () => {
  it('keep every option of every augmentation', () => {
    const network = model([...everything, ...computing]);
    const files = modelFiles(network);
    const read = modelFromFiles(files);
    expect(modelFiles(read).modelJson).toBe(files.modelJson);
    expect(read.chain.layers.map(({ spec }) => spec)).toEqual(
      network.chain.layers.map(({ spec, name }) => ({ ...spec, name })),
    );
  });

  it('are rejected for an invalid or unknown option', () => {
    const { modelJson, weights } = modelFiles(model([...everything, ...computing]));
    const edited = (from: string, to: string) => () =>
      modelFromFiles({ modelJson: modelJson.replace(from, to), weights });
    expect(edited('"fillMode": "wrap"', '"fillMode": "mirror"')).toThrow('randomTranslation: fillMode must be one of');
    expect(edited('"fillMode": "wrap"', '"fillmode": "wrap"')).toThrow('unknown option fillmode');
  });
});

describe('augmentImage', () => {
  it('rejects images of the wrong size and invalid options', async () => {
    const source = { layers: everything, inputShape };
    await expect(augmentImage(source, new Uint8Array(5))).rejects.toThrow(
      'augmentImage: expected an image of 19x13x3, got 5 values',
    );
    await expect(augmentImage(source, image(0), { epoch: 0 })).rejects.toThrow('epoch must be a whole number');
    await expect(augmentImage(source, image(0), { sample: -1 })).rejects.toThrow('sample must be a whole number');
    await expect(augmentImage(source, image(0), { seed: 0.5 })).rejects.toThrow('seed must be a whole number');
  });

  it('accepts a model without leading layers, and does not change the image', async () => {
    const before = image(0).slice();
    const { values, height, width, channels } = await augmentImage(model(computing), image(0));
    expect([height, width, channels]).toEqual(inputShape);
    expect([...values]).toEqual([...before]);
    await augmentImage({ layers: everything, inputShape }, image(0));
    expect(image(0)).toEqual(before);
  });
});
