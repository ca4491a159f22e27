import { expect, it } from 'vitest';
import { adam } from './adam.ts';
import { adamW } from './adamW.ts';

it('follows the formula in float64', () => {
  const optimizer = adamW({ weightDecay: 0.1 });
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
    optimizer.update(state, weights, Float32Array.from(gradient), 0.05);
    gradient.forEach((g, i) => {
      m[i] = 0.9 * (m[i] ?? 0) + 0.1 * g;
      v[i] = 0.999 * (v[i] ?? 0) + 0.001 * g * g;
      const step = (0.05 * Math.sqrt(1 - 0.999 ** (t + 1))) / (1 - 0.9 ** (t + 1));
      const decayed = (expected[i] ?? 0) * (1 - 0.05 * 0.1);
      expected[i] = decayed - (step * (m[i] ?? 0)) / (Math.sqrt(v[i] ?? 0) + 1e-7);
    });
    weights.forEach((weight, i) => {
      expect(weight).toBeCloseTo(expected[i] ?? Number.NaN, 5);
    });
  });
});

it('equals Adam to the last bit without decay', () => {
  const [one, two] = [Float32Array.of(0.3, -7), Float32Array.of(0.3, -7)];
  const [a, w] = [adam(), adamW({ weightDecay: 0 })];
  const [stateA, stateW] = [a.init(2), w.init(2)];
  for (const g of [0.1, -3, 0.7]) {
    a.update(stateA, one, Float32Array.of(g, g / 3), 0.01);
    w.update(stateW, two, Float32Array.of(g, g / 3), 0.01);
  }
  expect(two).toEqual(one);
});

it('records its options', () => {
  expect(adamW()).toMatchObject({
    name: 'adamW',
    learningRate: 1e-3,
    options: { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.004 },
  });
});

it('rejects options out of range in its own name', () => {
  expect(() => adamW({ weightDecay: -1 })).toThrow('adamW: weightDecay must be at least 0, got -1');
  expect(() => adamW({ beta1: 1 })).toThrow('adamW: beta1 must be at least 0 and below 1, got 1');
  expect(() => adamW({ learningRate: 0 })).toThrow('adamW: learningRate must be above 0, got 0');
});
