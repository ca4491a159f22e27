import { expect, it } from 'vitest';
import { buildChain, type Chain } from '../chain.ts';
import { layers } from '../layers/index.ts';
import { adamW } from './adamW.ts';
import { trainableWeights } from './trainableWeights.ts';

const chain = buildChain([layers.flatten(), layers.dense({ units: 2 }), layers.dense({ units: 1 })], [1, 2, 1]);

// The same chain with the weights of these names kept.
function without(...frozen: string[]): Chain {
  return {
    ...chain,
    layers: chain.layers.map((layer) => ({
      ...layer,
      weights: layer.weights.map((weight) => ({
        ...weight,
        trainable: !frozen.includes(`${layer.name}/${weight.name}`),
      })),
    })),
  };
}

it('passes the vectors without a copy if all weights are trainable', () => {
  const [weights, gradients] = [new Float32Array(9), new Float32Array(9)];
  const { count, step } = trainableWeights(chain);
  expect(count).toBe(9);
  step(weights, gradients, (trainable, slopes) => {
    expect(trainable).toBe(weights);
    expect(slopes).toBe(gradients);
  });
});

it('excludes weights that are not trainable, also from decay and norms', () => {
  // dense/kernel 0..3, dense/bias 4..5, dense_1/kernel 6..7, dense_1/bias 8.
  const { count, step } = trainableWeights(without('dense/bias', 'dense_1/bias'));
  expect(count).toBe(6);
  const weights = Float32Array.from({ length: 9 }, (_, i) => i + 1);
  const gradients = Float32Array.from({ length: 9 }, (_, i) => (i === 4 || i === 8 ? 1e9 : 0.1 * i));
  const optimizer = adamW({ weightDecay: 0.5, learningRate: 0.1, globalClipNorm: 0.25 });
  const state = optimizer.init(count);
  step(weights, gradients, (trainable, slopes) => {
    expect([...trainable]).toEqual([1, 2, 3, 4, 7, 8]);
    optimizer.update(state, trainable, slopes, 0.1);
  });
  // The same step of a model that has the trainable weights alone.
  const alone = Float32Array.of(1, 2, 3, 4, 7, 8);
  optimizer.update(optimizer.init(6), alone, Float32Array.of(0, 0.1, 0.2, 0.3, 0.6, 0.7).map(Math.fround), 0.1);
  expect([...weights]).toEqual([...alone.subarray(0, 4), 5, 6, ...alone.subarray(4), 9]);
});

it('has no weights if none are trainable', () => {
  const names = ['dense/kernel', 'dense/bias', 'dense_1/kernel', 'dense_1/bias'];
  expect(trainableWeights(without(...names)).count).toBe(0);
});
