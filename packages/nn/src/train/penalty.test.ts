import { expect, it } from 'vitest';
import { buildChain } from '../chain.ts';
import { layers } from '../layers/index.ts';
import { randomWords, streamKey } from '../random.ts';
import { penaltyOf } from './penalty.ts';

const chain = buildChain(
  [
    layers.conv2d({ filters: 2, kernelSize: 2, kernelRegularizer: { l2: 0.5 } }),
    layers.flatten(),
    layers.dense({ units: 3 }),
    layers.dense({ units: 2, kernelRegularizer: { l2: 0.25 } }),
  ],
  [3, 3, 1],
);
const key = streamKey(2, 'penalty');
const weights = Float32Array.from({ length: chain.parameters }, (_, i) => randomWords(key, i)[0] / 2 ** 32 - 0.5);

it('is l2 times the sum of squares of regularized kernels, without biases', () => {
  const squares = (layer: number) => {
    const { offset = 0, size = 0 } = chain.layers[layer]?.weights[0] ?? {};
    return weights.subarray(offset, offset + size).reduce((sum, w) => sum + w * w, 0);
  };
  expect(penaltyOf(chain)?.value(weights)).toBeCloseTo(0.5 * squares(0) + 0.25 * squares(3), 6);
  expect(penaltyOf(buildChain([layers.flatten(), layers.dense({ units: 1 })], [2, 2, 1]))).toBeUndefined();
});

it('has the gradient of central differences', () => {
  const penalty = penaltyOf(chain);
  const gradients = new Float32Array(chain.parameters).fill(1);
  penalty?.addGradient(weights, gradients);
  for (let i = 0; i < weights.length; i++) {
    const moved = (by: number) => {
      const copy = weights.slice();
      copy[i] = (weights[i] ?? 0) + by;
      return { at: copy[i] ?? 0, value: penalty?.value(copy) ?? 0 };
    };
    const [up, down] = [moved(1 / 1024), moved(-1 / 1024)];
    expect((gradients[i] ?? 0) - 1).toBeCloseTo((up.value - down.value) / (up.at - down.at), 5);
  }
});

it('rejects unknown options', () => {
  const dense = (kernelRegularizer: unknown) => () =>
    layers.dense({ units: 1, kernelRegularizer: kernelRegularizer as { l2: number } });
  expect(dense({ l2: -1 })).toThrow('dense: kernelRegularizer must be { l2: a number of at least 0 }, got {"l2":-1}');
  expect(dense(0.1)).toThrow('kernelRegularizer must be { l2: a number of at least 0 }, got 0.1');
  expect(dense({ l2: 0.1, l1: 0.1 })).toThrow('kernelRegularizer: unknown option l1, only l2');
  expect(() => layers.conv2d({ filters: 1, kernelSize: 1, kernelRegularizer: { l2: Number.NaN } })).toThrow(
    'conv2d: kernel',
  );
});
