// Tests of classWeights.ts.
import { describe, expect, it } from 'vitest';
import { classWeights } from './classWeights.ts';

const dot = (weights: readonly number[] | null, counts: readonly number[]) =>
  counts.reduce((sum, count, index) => sum + count * (weights?.[index] ?? 0), 0);

describe('class weights', () => {
  it('match scikit-learn for balanced', () => {
    expect(classWeights('balanced', [3, 1])).toEqual([2 / 3, 2]);
    // compute_class_weight('balanced', classes=[0, 1, 2], y=[0] * 10 + [1] * 5 + [2] * 85)
    expect(classWeights('balanced', [10, 5, 85])?.map((weight) => weight.toFixed(8))).toEqual([
      '3.33333333',
      '6.66666667',
      '0.39215686',
    ]);
  });

  it('are proportional to (1 - beta) / (1 - beta^n) for effectiveNumber', () => {
    const [counts, beta] = [[100, 10, 1000], 0.99];
    const weights = classWeights('effectiveNumber', counts, beta) ?? [];
    const plain = counts.map((count) => (1 - beta) / (1 - beta ** count));
    for (const [index, weight] of weights.entries()) {
      expect(weight / (weights[0] ?? 0)).toBeCloseTo((plain[index] ?? 0) / (plain[0] ?? 0), 12);
    }
  });

  it.each([[[7, 7, 7]], [[1, 2, 500]], [[0, 4, 12]]])('for counts %j sum to the number of samples', (counts) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    for (const beta of [0, 0.5, 0.9, 0.999, 0.999999]) {
      expect(dot(classWeights('effectiveNumber', counts, beta), counts)).toBeCloseTo(total, 9);
    }
    expect(dot(classWeights('balanced', counts), counts)).toBeCloseTo(total, 9);
  });

  it('are equal at beta 0, balanced as beta approaches 1, and null for none', () => {
    expect(classWeights('effectiveNumber', [3, 9], 0)).toEqual([1, 1]);
    const [a = 0, b = 0] = classWeights('effectiveNumber', [3, 1], 1 - 1e-9) ?? [];
    expect(a).toBeCloseTo(2 / 3, 6);
    expect(b).toBeCloseTo(2, 6);
    expect(classWeights('none', [3, 9])).toBeNull();
    expect(classWeights('balanced', [0, 4])).toEqual([0, 1]);
  });
});
