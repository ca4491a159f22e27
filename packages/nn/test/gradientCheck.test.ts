// The one gradient-check suite: every layer and option. The float64 reference's gradients are checked by central
// differences, and the engine's outputs and float32 gradients, of weights and image, against the reference's.
import { propertyRuns } from '@toonvision/testing/propertyRuns';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildChain, type Chain } from '../src/chain.ts';
import { initialWeights } from '../src/initializers.ts';
import { type LayerSpec, layers, sizeOf } from '../src/layers/index.ts';
import { ModelError } from '../src/modelError.ts';
import { streamKey, uniform } from '../src/random.ts';
import { engineRun } from './engineRun.ts';
import type { GradientCase } from './gradientCases/gradientCase.ts';
import { normalizingCases } from './gradientCases/normalizing.ts';
import { spatialCases } from './gradientCases/spatial.ts';
import { referencePass } from './referenceNetwork.ts';

/** A table a group of layers; each entry is checked in every way below. */
const cases: GradientCase[] = [...spatialCases, ...normalizingCases];

interface Setting {
  chain: Chain;
  weights: Float32Array;
  image: Float32Array;
  /** The gradient of the outputs: the function that is differentiated is the sum of outputs times these. */
  above: Float32Array;
}

// Weights of every kind, biases too, away from zero and from each other.
function settingOf({ layers: specs, inputShape, levels }: Omit<GradientCase, 'name'>, seed = 7): Setting {
  const chain = buildChain(specs, inputShape);
  const weights = initialWeights(chain, seed);
  const shift = uniform(streamKey(seed, 'shift'), chain.parameters, -0.25, 0.25);
  for (let i = 0; i < weights.length; i++) weights[i]! += shift[i]!;
  const image = uniform(streamKey(seed, 'image'), sizeOf(inputShape), -1, 1);
  if (levels !== undefined) for (let i = 0; i < image.length; i++) image[i] = Math.round(image[i]! * levels) / levels;
  const above = uniform(streamKey(seed, 'above'), sizeOf(chain.outputShape), -1, 1);
  return { chain, weights, image, above };
}

function value({ chain, above }: Setting, weights: ArrayLike<number>, image: ArrayLike<number>): number {
  return referencePass(chain, weights, image).output.reduce((sum, v, i) => sum + v * above[i]!, 0);
}

// Entries of a vector that are differentiated, spread evenly over it: all of them would take too long.
const MAX_ENTRIES = 60;

function checkReference(setting: Setting): void {
  const { chain, above } = setting;
  const weights = Float64Array.from(setting.weights);
  const image = Float64Array.from(setting.image);
  const exact = referencePass(chain, weights, image).backward(above);
  const h = 1e-6;
  for (const [what, at, gradient] of [
    ['weight', weights, exact.weights],
    ['pixel', image, exact.input],
  ] as const) {
    const step = Math.max(1, Math.floor(at.length / MAX_ENTRIES));
    for (let i = 0; i < at.length; i += step) {
      const before = at[i]!;
      at[i] = before + h;
      const up = value(setting, weights, image);
      at[i] = before - h;
      const down = value(setting, weights, image);
      at[i] = before;
      const difference = (up - down) / (2 * h);
      expect(Math.abs(difference - gradient[i]!), `${what} ${i}: ${gradient[i]} for ${difference}`).toBeLessThan(
        1e-6 * Math.max(1, Math.abs(difference)),
      );
    }
  }
}

function close(what: string, actual: ArrayLike<number>, expected: Float64Array, tolerance: number): void {
  expect(actual.length, what).toBe(expected.length);
  const largest = expected.reduce((top, v) => Math.max(top, Math.abs(v)), 1e-3);
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!);
    // Not toBeLessThan: a NaN must fail too, and thousands of expectations are slow.
    if (!(difference <= tolerance * largest)) {
      throw new Error(
        `${what} ${i} of ${expected.length}: ${actual[i]} instead of ${expected[i]} (largest ${largest})`,
      );
    }
  }
}

// `observed` puts every activation into memory, so that nothing is fused.
async function checkEngine(setting: Setting, fused: boolean): Promise<void> {
  const { chain, weights, image, above } = setting;
  const exact = referencePass(chain, weights, image);
  const expected = exact.backward(above);
  const observed = fused ? [] : chain.layers.map(({ name }) => name);
  const run = await engineRun(chain, weights, image, above, { observed });
  close('output', run.output, exact.output, 1e-5);
  expect(run.inferred).toEqual(run.output);
  close('gradient of weight', run.weights, expected.weights, 2e-5);
  close('gradient of pixel', run.input, expected.input, 2e-5);
}

describe.each(cases)('gradients: $name', (entry) => {
  // At a tie the reference has one of the two gradients, and the difference is their mean.
  if (entry.levels === undefined)
    it('the reference agrees with central differences', () => checkReference(settingOf(entry)));
  it('the engine agrees with the reference', () => checkEngine(settingOf(entry), true));
  it('the engine without fusion agrees with the reference', () => checkEngine(settingOf(entry), false));
});

const sizes = <T>(...values: T[]) => fc.constantFrom(...values);
const windows = {
  strides: sizes<number | [number, number]>(1, 1, 2, 3, [1, 2], [3, 1]),
  padding: sizes<'same' | 'valid'>('same', 'valid'),
};
const kernel = {
  ...windows,
  kernelSize: sizes<number | [number, number]>(1, 2, 3, 3, 4, 5, [3, 1], [1, 3], [2, 5]),
  activation: sizes<'linear' | 'relu' | 'leakyRelu' | 'gelu'>('linear', 'relu', 'leakyRelu', 'gelu'),
  useBias: fc.boolean(),
};
const pool = { ...windows, poolSize: sizes<number | [number, number]>(1, 2, 3, 4, [2, 3], [3, 1]) };
const anyLayer: fc.Arbitrary<LayerSpec> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ ...kernel, filters: fc.integer({ min: 1, max: 9 }) }).map(layers.conv2d) },
  fc.record({ ...kernel, depthMultiplier: fc.integer({ min: 1, max: 3 }) }).map(layers.depthwiseConv2d),
  fc
    .record({ ...kernel, filters: fc.integer({ min: 1, max: 6 }), depthMultiplier: fc.integer({ min: 1, max: 2 }) })
    .map(layers.separableConv2d),
  fc.record(pool).map(layers.maxPooling2d),
  pool.poolSize.map((poolSize) => layers.maxPooling2d({ poolSize })),
  fc.record(pool).map(layers.averagePooling2d),
  fc.constant(layers.rescaling({ scale: 0.5, offset: 0.1 })),
);
const anyEnd: fc.Arbitrary<LayerSpec[]> = fc.constantFrom(
  [layers.flatten(), layers.dense({ units: 3 })],
  [layers.globalAveragePooling2d(), layers.dense({ units: 2 })],
  [layers.globalMaxPooling2d()],
  [layers.globalMaxPooling2d({ keepdims: true }), layers.conv2d({ filters: 3, kernelSize: 1 })],
  [layers.globalAveragePooling2d({ keepdims: true })],
  [],
);

describe('gradients of random chains', () => {
  it.each([
    ['as they are', true],
    ['with nothing fused', false],
  ])('%s', async (_, fused) => {
    const side = fc.integer({ min: 1, max: 23 });
    const shape = fc.tuple(side, side, fc.integer({ min: 1, max: 6 }));
    const body = fc.array(anyLayer, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(body, anyEnd, shape, fc.integer({ min: 0, max: 9999 }), async (chain, end, inputShape, seed) => {
        const entry = { layers: [...chain, ...end], inputShape };
        let setting: Setting;
        try {
          setting = settingOf(entry, seed);
        } catch (error) {
          if (error instanceof ModelError) fc.pre(false);
          throw error;
        }
        await checkEngine(setting, fused);
      }),
      { numRuns: propertyRuns(150) },
    );
  });
});

describe('the fused path and the plain path', () => {
  it('agree up to rounding for random convolutions with pools', async () => {
    const side = fc.integer({ min: 2, max: 45 });
    const stage = fc
      .record({
        filters: fc.integer({ min: 1, max: 12 }),
        kernelSize: sizes<number | [number, number]>(1, 2, 3, 3, 3, 4, 5, 7, [3, 1], [2, 5]),
        padding: windows.padding,
        activation: kernel.activation,
        useBias: fc.boolean(),
        pools: fc.array(sizes<number | [number, number]>(1, 2, 3, 4, [2, 3], [4, 1]), { minLength: 1, maxLength: 3 }),
      })
      .map(({ pools, ...options }) => [
        layers.conv2d(options),
        ...pools.map((poolSize) => layers.maxPooling2d({ poolSize })),
      ]);
    const stages = fc.array(stage, { minLength: 1, maxLength: 2 });
    const shape = fc.tuple(side, side, fc.integer({ min: 1, max: 8 }));
    await fc.assert(
      fc.asyncProperty(stages, shape, fc.integer({ min: 0, max: 9999 }), async (specs, inputShape, seed) => {
        let setting: Setting;
        try {
          setting = settingOf({ layers: specs.flat(), inputShape }, seed);
        } catch (error) {
          if (error instanceof ModelError) fc.pre(false);
          throw error;
        }
        const { chain, weights, image, above } = setting;
        const observed = chain.layers.map(({ name }) => name);
        const fused = await engineRun(chain, weights, image, above);
        const plain = await engineRun(chain, weights, image, above, { observed });
        close('output', fused.output, Float64Array.from(plain.output), 1e-5);
        close('gradient of weight', fused.weights, Float64Array.from(plain.weights), 2e-5);
        close('gradient of pixel', fused.input, Float64Array.from(plain.input), 2e-5);
      }),
      { numRuns: propertyRuns(120) },
    );
  });
});
