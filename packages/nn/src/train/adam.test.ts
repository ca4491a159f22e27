import { expect, it } from 'vitest';
import { adam } from './adam.ts';
import { exponentialDecay } from './exponentialDecay.ts';

it('follows the formula in float64', () => {
  const optimizer = adam({ learningRate: 0.1 });
  const state = optimizer.init(2);
  const weights = Float32Array.from([1, -1]);
  const expected = [1, -1];
  const m = [0, 0];
  const v = [0, 0];
  const gradients = [
    [0.5, -2],
    [0.25, 1],
    [-1, 0],
  ];
  gradients.forEach((gradient, t) => {
    optimizer.update(state, weights, Float32Array.from(gradient), 0.1);
    gradient.forEach((g, i) => {
      m[i] = 0.9 * (m[i] ?? 0) + 0.1 * g;
      v[i] = 0.999 * (v[i] ?? 0) + 0.001 * g * g;
      const mHat = (m[i] ?? 0) / (1 - 0.9 ** (t + 1));
      const vHat = (v[i] ?? 0) / (1 - 0.999 ** (t + 1));
      expected[i] = (expected[i] ?? 0) - (0.1 * mHat) / (Math.sqrt(vHat) + 1e-7 / Math.sqrt(1 - 0.999 ** (t + 1)));
    });
    weights.forEach((weight, i) => {
      expect(weight).toBeCloseTo(expected[i] ?? 0, 5);
    });
  });
});

it('creates a new state for each run', () => {
  const optimizer = adam();
  const once = Float32Array.from([1]);
  optimizer.update(optimizer.init(1), once, Float32Array.from([3]), 0.01);
  const again = Float32Array.from([1]);
  optimizer.update(optimizer.init(1), again, Float32Array.from([3]), 0.01);
  expect(again).toEqual(once);
});

it('rejects options out of range', () => {
  expect(() => adam({ learningRate: 0 })).toThrow('adam: learningRate must be above 0, got 0');
  expect(() => adam({ beta2: 1 })).toThrow('adam: beta2 must be at least 0 and below 1, got 1');
  expect(() => adam({ epsilon: 0 })).toThrow('adam: epsilon must be above 0, got 0');
});

it('records its options, including the name of a schedule', () => {
  expect(adam().options).toEqual({ learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 });
  const learningRate = exponentialDecay({ initialLearningRate: 0.1, decaySteps: 10, decayRate: 0.5 });
  expect(adam({ learningRate }).options.learningRate).toEqual({
    name: 'exponentialDecay',
    options: { initialLearningRate: 0.1, decaySteps: 10, decayRate: 0.5, staircase: false },
  });
});
