import { describe, expect, it } from 'vitest';
import { type SgdOptions, sgd } from './sgd.ts';

const gradients = [
  [0.5, -2],
  [0.25, 1],
  [-1, 0],
  [0.125, -3],
];

// Keras' formula in float64.
function byFormula({ momentum = 0, nesterov = false }: SgdOptions, rate: number): number[][] {
  const weights = [1, -1];
  const velocity = [0, 0];
  return gradients.map((gradient) => {
    gradient.forEach((g, i) => {
      velocity[i] = momentum * (velocity[i] ?? 0) - rate * g;
      const plain = momentum === 0 ? -rate * g : (velocity[i] ?? 0);
      weights[i] = (weights[i] ?? 0) + (nesterov ? momentum * (velocity[i] ?? 0) - rate * g : plain);
    });
    return [...weights];
  });
}

describe('sgd', () => {
  it.each([{}, { momentum: 0.9 }, { momentum: 0.9, nesterov: true }])('follows the formula: %o', (options) => {
    const optimizer = sgd(options);
    const state = optimizer.init(2);
    const weights = Float32Array.from([1, -1]);
    const expected = byFormula(options, 0.1);
    gradients.forEach((gradient, t) => {
      optimizer.update(state, weights, Float32Array.from(gradient), 0.1);
      weights.forEach((weight, i) => {
        expect(weight).toBeCloseTo(expected[t]?.[i] ?? Number.NaN, 6);
      });
    });
  });

  it('creates a new state for each run', () => {
    const optimizer = sgd({ momentum: 0.5 });
    const [once, again] = [Float32Array.of(1), Float32Array.of(1)];
    optimizer.update(optimizer.init(1), once, Float32Array.of(3), 0.01);
    optimizer.update(optimizer.init(1), again, Float32Array.of(3), 0.01);
    expect(again).toEqual(once);
  });

  it('records its options', () => {
    expect(sgd().options).toEqual({ learningRate: 0.01, momentum: 0, nesterov: false });
  });

  it('rejects options out of range', () => {
    expect(() => sgd({ learningRate: -1 })).toThrow('sgd: learningRate must be above 0, got -1');
    expect(() => sgd({ momentum: 1 })).toThrow('sgd: momentum must be at least 0 and below 1, got 1');
    expect(() => sgd({ nesterov: true })).toThrow('sgd: nesterov requires a momentum above 0, got 0');
  });
});
