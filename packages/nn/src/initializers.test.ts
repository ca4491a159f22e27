// Initial weights: moments of each distribution, bounds, fixed values, and errors.
import { describe, expect, it } from 'vitest';
import { buildChain } from './chain.ts';
import { initialWeights } from './initializers.ts';
import { type InitializerOption, layers } from './layers/index.ts';
import { ModelError } from './modelError.ts';

// The kernel of a dense layer of `inputs` to `units`.
function kernel(kernelInitializer: InitializerOption, inputs = 200, units = 100, seed = 5): Float32Array {
  const chain = buildChain([layers.flatten(), layers.dense({ units, kernelInitializer })], [1, inputs, 1]);
  const [weight] = chain.layers[1]!.weights;
  return initialWeights(chain, seed).slice(weight!.offset, weight!.offset + weight!.size);
}

function moments(values: Float32Array): { mean: number; deviation: number; largest: number } {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance), largest: values.reduce((top, v) => Math.max(top, Math.abs(v)), 0) };
}

describe('distributions of 20,000 weights, 200 inputs and 100 units', () => {
  const scaled: [InitializerOption, number, number][] = [
    ['glorotUniform', Math.sqrt(2 / 300), Math.sqrt(6 / 300)],
    ['heUniform', Math.sqrt(2 / 200), Math.sqrt(6 / 200)],
    ['lecunUniform', Math.sqrt(1 / 200), Math.sqrt(3 / 200)],
    ['glorotNormal', Math.sqrt(2 / 300), (2 * Math.sqrt(2 / 300)) / 0.87962566],
    ['heNormal', Math.sqrt(2 / 200), (2 * Math.sqrt(2 / 200)) / 0.87962566],
    ['lecunNormal', Math.sqrt(1 / 200), (2 * Math.sqrt(1 / 200)) / 0.87962566],
    [{ kind: 'randomUniform' }, 0.05 / Math.sqrt(3), 0.05],
    [{ kind: 'randomNormal', stddev: 0.3 }, 0.3, 0.3 * 6],
    [{ kind: 'truncatedNormal', stddev: 2 }, 2 * 0.87962566, 4],
  ];
  for (const [initializer, deviation, bound] of scaled) {
    const name = typeof initializer === 'string' ? initializer : initializer.kind;
    it(`${name}: mean 0, its standard deviation, within its bound`, () => {
      const found = moments(kernel(initializer));
      expect(Math.abs(found.mean)).toBeLessThan((4 * deviation) / Math.sqrt(20000));
      expect(Math.abs(found.deviation / deviation - 1)).toBeLessThan(0.02);
      expect(found.largest).toBeLessThanOrEqual(bound * 1.000001);
      if (name !== 'randomNormal') expect(found.largest).toBeGreaterThan(bound * 0.98);
    });
  }

  it('randomNormal has the tails of a normal distribution, about its mean', () => {
    const values = kernel({ kind: 'randomNormal', mean: 3, stddev: 1 });
    const beyond = (k: number) => values.filter((v) => Math.abs(v - 3) > k).length / values.length;
    expect(Math.abs(beyond(1) - 0.3173)).toBeLessThan(0.015);
    expect(Math.abs(beyond(2) - 0.0455)).toBeLessThan(0.006);
    expect(Math.abs(beyond(3) - 0.0027)).toBeLessThan(0.0015);
  });

  it('constants are constant', () => {
    expect(new Set(kernel('zeros'))).toEqual(new Set([0]));
    expect(new Set(kernel('ones'))).toEqual(new Set([1]));
    expect(new Set(kernel({ kind: 'constant', value: 0.25 }))).toEqual(new Set([0.25]));
  });
});

describe('orthogonal', () => {
  it('makes rows or columns orthonormal, times the gain', () => {
    for (const [inputs, units, gain] of [
      [30, 7, 1],
      [7, 30, 1],
      [12, 12, 2],
    ] as const) {
      const values = kernel({ kind: 'orthogonal', gain }, inputs, units);
      const count = Math.min(inputs, units);
      const at = (n: number, i: number) => (inputs < units ? values[n * units + i]! : values[i * units + n]!);
      for (let a = 0; a < count; a++) {
        for (let b = 0; b < count; b++) {
          let product = 0;
          for (let i = 0; i < Math.max(inputs, units); i++) product += at(a, i) * at(b, i);
          expect(product).toBeCloseTo(a === b ? gain * gain : 0, 5);
        }
      }
    }
  });
});

it('uses the fans of a convolution: kernel area times channels', () => {
  const chain = buildChain(
    [layers.conv2d({ filters: 8, kernelSize: 5, kernelInitializer: 'heUniform', biasInitializer: 'ones' })],
    [9, 9, 16],
  );
  const weights = initialWeights(chain, 1);
  const { largest } = moments(weights.slice(0, 25 * 16 * 8));
  const limit = Math.sqrt(6 / (25 * 16));
  expect(largest).toBeLessThanOrEqual(limit);
  expect(largest).toBeGreaterThan(limit * 0.99);
  expect([...weights.slice(25 * 16 * 8)]).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
});

it('keeps its bits, and differs for another seed', () => {
  const first = (initializer: InitializerOption, seed?: number) => [
    ...new Uint32Array(kernel(initializer, 3, 2, seed).slice(0, 3).buffer),
  ];
  expect({
    glorotUniform: first('glorotUniform'),
    heNormal: first('heNormal'),
    randomNormal: first({ kind: 'randomNormal' }),
    orthogonal: first('orthogonal'),
  }).toMatchInlineSnapshot(`
    {
      "glorotUniform": [
        3183689640,
        3204801046,
        1063220202,
      ],
      "heNormal": [
        3183888220,
        3205461927,
        1066124554,
      ],
      "orthogonal": [
        3181172911,
        1063438317,
        3202639859,
      ],
      "randomNormal": [
        3149074602,
        3171049858,
        1031949899,
      ],
    }
  `);
  expect(first('heNormal', 6)).not.toEqual(first('heNormal'));
});

it('rejects unknown initializers and options', () => {
  const make = (kernelInitializer: unknown) =>
    layers.dense({ units: 2, kernelInitializer: kernelInitializer as InitializerOption });
  expect(() => make('heUnifrom')).toThrow(ModelError);
  expect(() => make('heUnifrom')).toThrow('dense: kernelInitializer must be one of glorotUniform, ');
  expect(() => make({ kind: 'normal' })).toThrow('got normal');
  expect(() => make({ kind: 'constant' })).toThrow('dense: kernelInitializer.value must be a number, got undefined');
  expect(() => make({ kind: 'randomNormal', sd: 1 })).toThrow('has no option sd; there are mean, stddev');
  expect(() => make({ kind: 'randomNormal', stddev: -1 })).toThrow('stddev must be at least 0, got -1');
  expect(() => make({ kind: 'randomUniform', minval: 1 })).toThrow('minval 1 is above maxval 0.05');
});
