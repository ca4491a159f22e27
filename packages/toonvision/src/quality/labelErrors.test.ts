// Confident learning on cases small enough to compute by hand.
import { describe, expect, it } from 'vitest';
import { findLabelErrors } from './labelErrors.ts';

describe('findLabelErrors', () => {
  it('finds the one mislabeled sample', () => {
    const rows = [
      [0.9, 0.1],
      [0.8, 0.2],
      [0.95, 0.05],
      [0.1, 0.9],
      [0.2, 0.8],
      [0.15, 0.85],
      [0.97, 0.03],
    ];
    const labels = [0, 0, 0, 1, 1, 1, 1];
    const { errors, thresholds, joint, agreement } = findLabelErrors(rows.flat(), labels, { classes: 2 });
    expect(agreement).toBe(6 / 7);
    expect(errors).toEqual([{ index: 6, given: 1, suggested: 0, selfConfidence: 0.03 }]);
    expect(thresholds[0]).toBeCloseTo((0.9 + 0.8 + 0.95) / 3, 12);
    expect(thresholds[1]).toBeCloseTo((0.9 + 0.8 + 0.85 + 0.03) / 4, 12);
    // Row 0: two samples reach 0.883, none the threshold 0.645 of the other; scaled to three.
    expect(joint).toEqual([[3, 0], [0, 4].map((_, at) => (at === 0 ? 1 : 3))]);
  });

  it('finds none if the model is confident of every label or of no label', () => {
    expect(findLabelErrors([0.9, 0.1, 0.2, 0.8], [0, 1], { classes: 2 }).errors).toEqual([]);
    expect(findLabelErrors([0.5, 0.5, 0.5, 0.5], [0, 1], { classes: 2 }).errors).toEqual([]);
  });

  it('compares with the mean confidence of the class, so a hard class is not full of errors', () => {
    // Class 1 has a mean probability of .45; .55 for class 0 is below its threshold of .9.
    const rows = [
      [0.9, 0.1],
      [0.9, 0.1],
      [0.55, 0.45],
      [0.55, 0.45],
      [0.55, 0.45],
    ];
    expect(findLabelErrors(rows.flat(), [0, 0, 1, 1, 1], { classes: 2 }).errors).toEqual([]);
  });

  it('supports a class without samples', () => {
    const { errors, thresholds } = findLabelErrors([0.1, 0.1, 0.8, 0.7, 0.1, 0.2], [0, 0], { classes: 3 });
    expect(thresholds[1]).toBeNaN();
    expect(errors).toEqual([]);
  });

  it('sorts by confidence in the given label, lowest first', () => {
    const clean = Array.from({ length: 20 }, () => [0.9, 0.1]).concat(Array.from({ length: 20 }, () => [0.1, 0.9]));
    const rows = [...clean, [0.93, 0.07], [0.96, 0.04]];
    const labels = [...clean.map(([p]) => (p! > 0.5 ? 0 : 1)), 1, 1];
    expect(findLabelErrors(rows.flat(), labels, { classes: 2 }).errors.map(({ index }) => index)).toEqual([41, 40]);
  });

  it('rejects inconsistent sizes and invalid values', () => {
    expect(() => findLabelErrors([1], [0], { classes: 2 })).toThrow(
      'expected 2 probabilities for 1 samples of 2 classes, got 1',
    );
    expect(() => findLabelErrors([1, 0], [2], { classes: 2 })).toThrow('label 2 is not a class index');
    expect(() => findLabelErrors([Number.NaN, 0], [0], { classes: 2 })).toThrow('got NaN');
  });
});
