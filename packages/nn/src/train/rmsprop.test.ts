import { describe, expect, it } from 'vitest';
import { type RmspropOptions, rmsprop } from './rmsprop.ts';

const gradients = [
  [0.5, -2],
  [0.25, 1],
  [-1, 0],
  [0.125, -3],
];

// Keras' formula in float64.
function byFormula({ rho = 0.9, momentum = 0, centered = false }: RmspropOptions, rate: number): number[][] {
  const [weights, squares, mean, steps] = [
    [1, -1],
    [0, 0],
    [0, 0],
    [0, 0],
  ] as [number[], number[], number[], number[]];
  return gradients.map((gradient) => {
    gradient.forEach((g, i) => {
      squares[i] = rho * (squares[i] ?? 0) + (1 - rho) * g ** 2;
      mean[i] = rho * (mean[i] ?? 0) + (1 - rho) * g;
      const below = (squares[i] ?? 0) - (centered ? (mean[i] ?? 0) ** 2 : 0) + 1e-7;
      steps[i] = momentum * (steps[i] ?? 0) + (rate * g) / Math.sqrt(below);
      weights[i] = (weights[i] ?? 0) - (steps[i] ?? 0);
    });
    return [...weights];
  });
}

describe('rmsprop', () => {
  it.each([{}, { momentum: 0.9 }, { centered: true }, { rho: 0.5, momentum: 0.3, centered: true }])(
    'steps as the formula says: %o',
    (options) => {
      const optimizer = rmsprop(options);
      const state = optimizer.init(2);
      const weights = Float32Array.from([1, -1]);
      const expected = byFormula(options, 0.1);
      gradients.forEach((gradient, t) => {
        optimizer.update(state, weights, Float32Array.from(gradient), 0.1);
        weights.forEach((weight, i) => {
          expect(weight).toBeCloseTo(expected[t]?.[i] ?? Number.NaN, 5);
        });
      });
    },
  );

  it('centered: a constant gradient does not give NaN', () => {
    const optimizer = rmsprop({ centered: true });
    const state = optimizer.init(1);
    const weights = Float32Array.of(0);
    for (let t = 0; t < 2000; t++) optimizer.update(state, weights, Float32Array.of(1234.567), 1e-3);
    expect(weights[0]).toBeLessThan(0);
  });

  it('records its options', () => {
    expect(rmsprop().options).toEqual({
      learningRate: 1e-3,
      rho: 0.9,
      momentum: 0,
      epsilon: 1e-7,
      centered: false,
    });
  });

  it('rejects options out of range', () => {
    expect(() => rmsprop({ rho: 1 })).toThrow('rmsprop: rho must be at least 0 and below 1, got 1');
    expect(() => rmsprop({ momentum: -1 })).toThrow('rmsprop: momentum must be at least 0 and below 1, got -1');
    expect(() => rmsprop({ epsilon: 0 })).toThrow('rmsprop: epsilon must be above 0, got 0');
    expect(() => rmsprop({ learningRate: Number.NaN })).toThrow('rmsprop: learningRate must be above 0, got NaN');
  });
});
