// Batch normalization in stages compared with a naive float64 network over whole batches: outputs, losses, gradients
// and moving statistics. Also the same bits for any number of threads, and fit, evaluate, predict and files.
import { describe, expect, it } from 'vitest';
import { buildChain, type Chain } from '../src/chain.ts';
import { imageBytes, type WorkerPool } from '../src/execute/index.ts';
import { adam, type LayerSpec, layers, modelFiles, modelFromFiles, type Sequential, sequential } from '../src/index.ts';
import { initialWeights } from '../src/initializers.ts';
import { randomWords, streamKey, uniform } from '../src/random.ts';
import { batchReference } from './reference/batchReference.ts';
import { startPool } from './startPool.ts';

type Size = [height: number, width: number, channels: number];

function randomImages(count: number, [height, width, channels]: Size, seed: number): Uint8Array {
  const key = streamKey(seed, 'images');
  return Uint8Array.from({ length: count * height * width * channels }, (_, i) => randomWords(key, i)[0] & 255);
}

// Moves all weights away from their initial values; variances stay positive.
function weightsOf(chain: Chain, seed: number): Float32Array {
  const weights = initialWeights(chain, seed);
  const shift = uniform(streamKey(seed, 'shift'), weights.length, -0.25, 0.25);
  return weights.map((value, i) => value + shift[i]!);
}

interface Run {
  outputs: Float32Array;
  losses: Float64Array;
  gradient: Float32Array;
  /** Weights with updated moving statistics. */
  weights: Float32Array;
}

async function train(pool: WorkerPool, weights: Float32Array, count: number, labels: Int32Array): Promise<Run> {
  pool.parameters.set(weights);
  const positions = Int32Array.from({ length: count }, (_, i) => i);
  await pool.run({ source: 0, positions, labels, training: { epoch: 1 } });
  const moved = weights.slice();
  pool.updateMoving(moved);
  const classes = pool.outputs.length / pool.losses.length;
  return {
    outputs: pool.outputs.slice(0, count * classes),
    losses: pool.losses.slice(0, count),
    gradient: pool.gradients(count).slice(),
    weights: moved,
  };
}

async function poolFor(specs: LayerSpec[], size: Size, bytes: Uint8Array, threads: number): Promise<WorkerPool> {
  const chain = buildChain(specs, size);
  const [height, width, channels] = size;
  return startPool(chain, imageBytes(bytes, { height, width, channels }), { seed: 3, threads });
}

function close(what: string, actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length, what).toBe(expected.length);
  const largest = Array.from(expected).reduce((top, v) => Math.max(top, Math.abs(v)), 1e-3);
  for (let i = 0; i < expected.length; i++) {
    if (!(Math.abs(actual[i]! - expected[i]!) <= tolerance * largest)) {
      throw new Error(
        `${what} ${i} of ${expected.length}: ${actual[i]} instead of ${expected[i]} (largest ${largest})`,
      );
    }
  }
}

async function compare(specs: LayerSpec[], size: Size, count: number, seed = 5): Promise<void> {
  const chain = buildChain(specs, size);
  const bytes = randomImages(count, size, seed);
  const weights = weightsOf(chain, seed);
  const classes = chain.outputShape[0]!;
  const labels = Int32Array.from({ length: count }, (_, i) => i % classes);
  const pool = await poolFor(specs, size, bytes, 0);
  const trained = await train(pool, weights, count, labels);
  // The second run must not depend on the first.
  expect(await train(pool, weights, count, labels)).toEqual(trained);
  await pool.end();
  const perImage = size.reduce((a, b) => a * b);
  const samples = Array.from({ length: count }, (_, i) =>
    Float64Array.from(bytes.subarray(i * perImage, (i + 1) * perImage)),
  );
  const expected = batchReference(chain, weights, samples, labels);
  close('output', trained.outputs, expected.probabilities.flat(), 1e-4);
  close('loss', trained.losses, expected.losses, 1e-4);
  close('gradient', trained.gradient, expected.gradient, 2e-4);
  close('weight', trained.weights, expected.weights, 1e-5);
}

const scale = layers.rescaling({ scale: 1 / 255 });
const head = [layers.flatten(), layers.dense({ units: 4, activation: 'softmax' })];
const conv = (filters: number) => layers.conv2d({ filters, kernelSize: 3, padding: 'same' });

const chains: [string, LayerSpec[], Size][] = [
  [
    'after a convolution',
    [scale, conv(5), layers.batchNormalization(), layers.activation({ activation: 'relu' }), ...head],
    [7, 9, 3],
  ],
  [
    'twice, between pools and activations',
    [
      scale,
      conv(4),
      layers.batchNormalization({ momentum: 0.7 }),
      layers.activation({ activation: 'relu' }),
      layers.maxPooling2d(),
      layers.conv2d({ filters: 6, kernelSize: 3, padding: 'same', activation: 'elu' }),
      layers.maxPooling2d(),
      layers.batchNormalization({ momentum: 0.5, epsilon: 0.1 }),
      ...head,
    ],
    [12, 13, 3],
  ],
  [
    'three, one after dense',
    [
      scale,
      conv(3),
      layers.batchNormalization(),
      conv(5),
      layers.batchNormalization(),
      layers.activation({ activation: 'tanh' }),
      layers.flatten(),
      layers.dense({ units: 7 }),
      layers.batchNormalization(),
      layers.activation({ activation: 'gelu' }),
      layers.dense({ units: 3, activation: 'softmax' }),
    ],
    [6, 5, 2],
  ],
  ['first of all', [layers.batchNormalization(), conv(3), ...head], [5, 6, 3]],
  ['first, then another', [layers.batchNormalization(), conv(3), layers.batchNormalization(), ...head], [5, 6, 3]],
  ['two in a row', [scale, conv(3), layers.batchNormalization(), layers.batchNormalization(), ...head], [5, 6, 3]],
  ['without factor', [scale, conv(3), layers.batchNormalization({ scale: false }), ...head], [5, 6, 3]],
  ['without offset', [scale, conv(3), layers.batchNormalization({ center: false }), ...head], [5, 6, 3]],
  [
    'without both, first of all',
    [layers.batchNormalization({ center: false, scale: false }), conv(3), ...head],
    [5, 6, 3],
  ],
  [
    'last, before the softmax',
    [scale, layers.flatten(), layers.dense({ units: 4 }), layers.batchNormalization(), layers.softmax()],
    [3, 4, 1],
  ],
];

describe('compared with the whole-batch reference', () => {
  for (const [name, specs, size] of chains) it(`${name}`, () => compare(specs, size, 19));
  it('batches of 1, 2, 16, 17 and 40', async () => {
    const [, specs, size] = chains[1]!;
    for (const count of [1, 2, 16, 17, 40]) await compare(specs, size, count, count);
  });
  it('outputs beta for a variance of 0: one pixel, one sample', () =>
    compare([scale, conv(3), layers.batchNormalization(), ...head], [1, 1, 2], 1));
  it('keeps the variance for a mean far from zero', () =>
    compare(
      [layers.rescaling({ scale: 1 / 2550, offset: 20 }), layers.batchNormalization(), conv(3), ...head],
      [8, 8, 3],
      12,
    ));
});

it('gives the same bits for 0, 1, 2, 3, 4 and 8 threads, with dropout and batches of any size', async () => {
  const specs = [
    scale,
    conv(4),
    layers.batchNormalization(),
    layers.activation({ activation: 'relu' }),
    layers.dropout({ rate: 0.2 }),
    conv(6),
    layers.spatialDropout2d({ rate: 0.3 }),
    layers.batchNormalization(),
    ...head,
  ];
  const size: Size = [9, 10, 3];
  const chain = buildChain(specs, size);
  const weights = weightsOf(chain, 1);
  const bytes = randomImages(37, size, 1);
  const labels = Int32Array.from({ length: 37 }, (_, i) => i % 4);
  const runs: Run[][] = [];
  for (const threads of [0, 1, 2, 3, 4, 8]) {
    const pool = await poolFor(specs, size, bytes, threads);
    runs.push([]);
    for (const count of [37, 5, 1]) runs.at(-1)!.push(await train(pool, weights, count, labels.subarray(0, count)));
    await pool.end();
  }
  for (const run of runs.slice(1)) expect(run).toEqual(runs[0]);
  // The draws matter: another layer name draws others.
  expect(runs[0]![0]!.losses.every(Number.isFinite)).toBe(true);
});

describe('in a model', () => {
  const size: Size = [8, 8, 1];
  // Bright or dark images with noise; two classes.
  const count = 50;
  const noise = randomImages(count, size, 9);
  const bytes = noise.map((v, i) => (v >> 2) + (Math.floor(i / 64) % 2) * 90 + (i % 7) * 5);
  const images = imageBytes(bytes, { height: 8, width: 8, channels: 1 });
  const data = { images, labels: Array.from({ length: count }, (_, i) => i % 2) };
  const make = (): Sequential => {
    const model = sequential(
      [
        scale,
        layers.conv2d({ filters: 4, kernelSize: 3, useBias: false }),
        layers.batchNormalization({ momentum: 0.8 }),
        layers.activation({ activation: 'relu' }),
        layers.maxPooling2d(),
        layers.flatten(),
        layers.dense({ units: 2, activation: 'softmax' }),
      ],
      { inputShape: size, seed: 4 },
    );
    model.compile({ optimizer: adam({ learningRate: 0.02 }), loss: 'sparseCategoricalCrossentropy' });
    return model;
  };

  it('learns, predicts with the moving statistics, and loads from its files', async () => {
    const model = make();
    const history = await model.fit(data, { epochs: 12, batchSize: 16, threads: 2 });
    expect(history.epochs.at(-1)!.loss).toBeLessThan(0.2);
    const scores = await model.evaluate(data, { threads: 1 });
    expect(scores.accuracy).toBeGreaterThan(0.95);
    const predicted = await model.predict(images);
    // One image by itself gives the same: its batch does not matter.
    const alone = await model.predict(imageBytes(bytes.slice(64 * 3, 64 * 4), { height: 8, width: 8, channels: 1 }));
    expect([...alone.probabilities]).toEqual([...predicted.probabilities.slice(6, 8)]);
    const moving = model.weights().filter(({ name }) => name.includes('moving'));
    expect(moving.map(({ name }) => name)).toEqual([
      'batchNormalization/movingMean',
      'batchNormalization/movingVariance',
    ]);
    expect(moving[0]!.data.every((v) => v !== 0)).toBe(true);
    expect(moving[1]!.data.every((v) => v > 0 && v !== 1)).toBe(true);
    const files = modelFiles(model);
    const back = modelFromFiles(files);
    expect((await back.predict(images)).probabilities).toEqual(predicted.probabilities);
    expect(modelFiles(back)).toEqual(files);
  });

  it('gives the same weights for any number of threads', async () => {
    const trained: Float32Array[][] = [];
    for (const threads of [0, 1, 2, 3, 4, 8]) {
      const model = make();
      await model.fit(data, { epochs: 2, batchSize: 16, threads });
      trained.push(model.weights().map(({ data: own }) => own));
    }
    for (const weights of trained.slice(1)) expect(weights).toEqual(trained[0]);
  });
});
