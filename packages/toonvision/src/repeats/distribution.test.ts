// Tests of distribution.ts.
import { describe, expect, it } from 'vitest';
import { distribution } from './distribution.ts';

describe('distribution', () => {
  it('computes mean, sample standard deviation and median of odd and even numbers of values', () => {
    const odd = distribution([3, 1, 8]);
    expect(odd).toMatchObject({ values: [3, 1, 8], mean: 4, min: 1, median: 3, max: 8 });
    expect(odd.sd).toBeCloseTo(Math.sqrt(13), 14);
    expect(distribution([4, 1, 2, 9]).median).toBe(3);
  });

  it('has no deviation for a single value', () => {
    expect(distribution([0.5])).toEqual({ values: [0.5], mean: 0.5, sd: 0, min: 0.5, median: 0.5, max: 0.5 });
  });

  it('rejects empty input and NaN', () => {
    expect(() => distribution([])).toThrow(RangeError);
    expect(() => distribution([1, Number.NaN])).toThrow('NaN');
  });
});
