// The fused engine compared with the naive float64 network: outputs, losses and gradients of fixed and random chains.
import { propertyRuns } from '@toonvision/testing/propertyRuns';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildChain } from '../src/chain.ts';
import { imageBytes, imageFloats } from '../src/execute/index.ts';
import { initialWeights } from '../src/initializers.ts';
import { type LayerSpec, layers } from '../src/layers/index.ts';
import { ModelError } from '../src/modelError.ts';
import { randomWords, streamKey } from '../src/random.ts';
import { referenceRun } from './referenceNetwork.ts';
import { startPool } from './startPool.ts';

function randomBytes(count: number, seed: number, levels = 256): Uint8Array {
  const key = streamKey(seed, 'images');
  return Uint8Array.from(
    { length: count },
    (_, i) => (randomWords(key, i)[0] % levels) * Math.floor(255 / (levels - 1)),
  );
}

async function compare(
  specs: LayerSpec[],
  inputShape: number[],
  seed: number,
  levels = 256,
  floats = false,
): Promise<void> {
  const chain = buildChain(specs, inputShape);
  const [height = 0, width = 0, channels = 0] = inputShape;
  const classes = chain.outputShape[0] ?? 1;
  const count = 3;
  const bytes = randomBytes(count * height * width * channels, seed, levels);
  const values = floats ? Float32Array.from(bytes, (v) => v / 64 - 2) : bytes;
  const shape = { height, width, channels };
  const source = floats ? imageFloats(values as Float32Array, shape) : imageBytes(bytes, shape);
  const weights = initialWeights(chain, seed);
  // Biases away from zero, so that they are tested too.
  const key = streamKey(seed, 'bias');
  for (const { weights: own } of chain.layers) {
    for (const { name, offset, size } of own) {
      if (name === 'bias')
        for (let i = 0; i < size; i++) weights[offset + i] = (randomWords(key, offset + i)[0] / 2 ** 32 - 0.5) / 4;
    }
  }
  const pool = await startPool(chain, source, { seed });
  pool.parameters.set(weights);
  const labels = Int32Array.from({ length: count }, (_, i) => i % classes);
  await pool.run({ source: 0, positions: Int32Array.from([0, 1, 2]), labels, training: { epoch: 1 } });
  const gradient = pool.gradients(count).slice();
  const expected = new Float64Array(chain.parameters);
  const size = height * width * channels;
  for (let i = 0; i < count; i++) {
    const result = referenceRun(chain, weights, values.subarray(i * size, (i + 1) * size), labels[i] ?? 0);
    expect(Math.abs((pool.losses[i] ?? 0) - result.loss)).toBeLessThan(1e-4 * Math.max(1, result.loss));
    result.probabilities.forEach((p, c) => {
      expect(Math.abs((pool.outputs[i * classes + c] ?? 0) - p)).toBeLessThan(2e-5);
    });
    for (let p = 0; p < expected.length; p++) expected[p] = (expected[p] ?? 0) + (result.gradient[p] ?? 0) / count;
  }
  const largest = expected.reduce((top, v) => Math.max(top, Math.abs(v)), 1e-6);
  for (let p = 0; p < expected.length; p++) {
    const difference = Math.abs((gradient[p] ?? 0) - (expected[p] ?? 0));
    if (difference > 2e-4 * largest) {
      throw new Error(
        `gradient ${p} of ${chain.parameters}: ${gradient[p]} instead of ${expected[p]} (largest ${largest})`,
      );
    }
  }
  // The plain forward pass (no argmaxima) gives the same bits as the training pass without random layers.
  const trained = pool.outputs.slice(0, count * classes);
  await pool.run({ source: 0, positions: Int32Array.from([0, 1, 2]), labels });
  expect(pool.outputs.slice(0, count * classes)).toEqual(trained);
  await pool.end();
}

const head = [layers.flatten(), layers.dense({ units: 4, activation: 'softmax' })];
const scale = layers.rescaling({ scale: 1 / 255 });

describe('engine against the reference network', () => {
  const cases: [string, LayerSpec[], number[]][] = [
    [
      'baseline, small',
      [
        scale,
        layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' }),
        layers.maxPooling2d(),
        layers.maxPooling2d(),
        layers.conv2d({ filters: 8, kernelSize: 3, padding: 'same', activation: 'relu' }),
        layers.maxPooling2d(),
        layers.maxPooling2d(),
        ...head,
      ],
      [40, 33, 3],
    ],
    [
      'tuned, small',
      [
        scale,
        layers.conv2d({ filters: 16, kernelSize: 3, padding: 'same', activation: 'relu' }),
        layers.maxPooling2d({ poolSize: 3 }),
        layers.maxPooling2d(),
        layers.conv2d({ filters: 12, kernelSize: 3, padding: 'same', activation: 'relu' }),
        layers.maxPooling2d(),
        layers.maxPooling2d({ poolSize: 3 }),
        ...head,
      ],
      [72, 40, 3],
    ],
    [
      'convolution without pooling, valid',
      [
        scale,
        layers.conv2d({ filters: 5, kernelSize: 3, activation: 'relu' }),
        layers.conv2d({ filters: 3, kernelSize: [2, 5] }),
        ...head,
      ],
      [9, 11, 2],
    ],
    [
      '5x5 kernels',
      [
        scale,
        layers.conv2d({ filters: 6, kernelSize: 5, padding: 'same', activation: 'relu' }),
        layers.maxPooling2d({ poolSize: [2, 3] }),
        layers.conv2d({ filters: 4, kernelSize: 5, padding: 'same' }),
        layers.maxPooling2d(),
        ...head,
      ],
      [17, 19, 3],
    ],
    [
      'even kernel, one channel, no bias',
      [
        layers.conv2d({ filters: 2, kernelSize: 4, padding: 'same', activation: 'relu', useBias: false }),
        layers.rescaling({ scale: 0.01, offset: 0.5 }),
        layers.maxPooling2d({ poolSize: 3 }),
        layers.flatten(),
        layers.dense({ units: 7, activation: 'relu' }),
        layers.dense({ units: 3, activation: 'softmax', useBias: false }),
      ],
      [13, 14, 1],
    ],
    [
      'pool first',
      [
        scale,
        layers.maxPooling2d({ poolSize: 2 }),
        layers.conv2d({ filters: 4, kernelSize: 1, activation: 'relu' }),
        ...head,
      ],
      [8, 9, 3],
    ],
    [
      'a pool too large to fuse',
      [
        scale,
        layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' }),
        layers.maxPooling2d({ poolSize: 15 }),
        layers.maxPooling2d({ poolSize: 2 }),
        ...head,
      ],
      [64, 64, 3],
    ],
    [
      'one pixel',
      [scale, layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' }), ...head],
      [1, 1, 3],
    ],
    ['one class', [scale, layers.flatten(), layers.dense({ units: 1 }), layers.softmax()], [3, 3, 1]],
    [
      'wide kernel, 9',
      [
        scale,
        layers.conv2d({ filters: 2, kernelSize: 9, padding: 'same', activation: 'relu' }),
        layers.maxPooling2d(),
        ...head,
      ],
      [10, 12, 2],
    ],
  ];
  for (const [name, specs, shape] of cases) {
    it(`${name}: outputs, losses, gradients`, () => compare(specs, shape, 11));
  }

  it('the first of equal values in row-major order wins in pooling', () =>
    compare(
      [
        scale,
        layers.conv2d({ filters: 3, kernelSize: 1, activation: 'relu' }),
        layers.maxPooling2d({ poolSize: 3 }),
        layers.maxPooling2d(),
        ...head,
      ],
      [24, 25, 3],
      5,
      2,
    ));

  it('accepts float images', () =>
    compare(
      [layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu' }), layers.maxPooling2d(), ...head],
      [10, 10, 3],
      3,
      256,
      true,
    ));

  it('agrees on random chains', async () => {
    const convolution = fc.record({
      filters: fc.integer({ min: 1, max: 9 }),
      kernelSize: fc.constantFrom<(number | [number, number])[]>(1, 2, 3, 4, 5, [3, 1], [1, 3], [2, 5]),
      padding: fc.constantFrom<('same' | 'valid')[]>('same', 'valid'),
      activation: fc.constantFrom<('relu' | 'linear')[]>('relu', 'linear'),
      useBias: fc.boolean(),
    });
    const body = fc.array(
      fc.oneof(
        convolution.map((options) => layers.conv2d(options)),
        fc.integer({ min: 1, max: 4 }).map((poolSize) => layers.maxPooling2d({ poolSize })),
        fc.constant(layers.rescaling({ scale: 0.5, offset: 0.1 })),
      ),
      { minLength: 1, maxLength: 4 },
    );
    const shape = fc.tuple(
      fc.integer({ min: 1, max: 19 }),
      fc.integer({ min: 1, max: 19 }),
      fc.integer({ min: 1, max: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(body, shape, fc.integer({ min: 0, max: 1000 }), async (chain, inputShape, seed) => {
        const specs = [scale, ...chain, ...head];
        try {
          buildChain(specs, inputShape);
        } catch (error) {
          if (error instanceof ModelError) fc.pre(false);
          throw error;
        }
        await compare(specs, inputShape, seed);
      }),
      { numRuns: propertyRuns(60) },
    );
  });
});
