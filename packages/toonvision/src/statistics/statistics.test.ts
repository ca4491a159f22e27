// Tests of statistics.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  countBy,
  mean,
  median,
  orderStatistic,
  quantile,
  sampleVariance,
  standardErrorOfMean,
  sum,
  variance,
} from './index.ts';

it('adds up and averages in the order given', () => {
  expect(sum([])).toBe(0);
  expect(sum([1e16, 1, -1e16])).toBe(0);
  expect(sum([1e16, -1e16, 1])).toBe(1);
  expect(mean([])).toBeNaN();
  expect(mean([1, 2, 6])).toBe(3);
});

it('divides the population variance by n and the sample variance by n - 1', () => {
  expect(variance([2, 4, 4, 4, 5, 5, 7, 9])).toBe(4);
  expect(sampleVariance([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(32 / 7, 14);
  expect([variance([3]), sampleVariance([3]), standardErrorOfMean([3])]).toEqual([0, 0, 0]);
  expect(standardErrorOfMean([1, 3])).toBe(1);
});

// numpy.quantile([1, 2, 4, 8], [0, 0.1, 0.25, 0.5, 0.9, 1])
it('interpolates quantiles as NumPy does', () => {
  const values = [0, 0.1, 0.25, 0.5, 0.9, 1].map((q) => quantile([1, 2, 4, 8], q));
  for (const [index, expected] of [1, 1.3, 1.75, 3, 6.8, 8].entries()) expect(values[index]).toBeCloseTo(expected, 12);
  expect(quantile([], 0.5)).toBeNaN();
  expect(quantile(new Float64Array([7]), 0.3)).toBe(7);
});

it('has a median between its halves, and an order statistic among the values', () => {
  expect(median([])).toBeNaN();
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
  expect([orderStatistic([], 0.5), orderStatistic([4, 1, 2, 3], 0.5), orderStatistic([1, 2], 1)]).toEqual([
    undefined,
    3,
    2,
  ]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 1 }), (values) => {
      const middle = median(values);
      expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(values.length / 2);
      expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(values.length / 2);
      expect(values).toContain(orderStatistic(values, 0.5));
    }),
    { seed: 1 },
  );
});

it('counts by key in the order of the first items', () => {
  expect([...countBy(['b', 'a', 'b'], (letter) => letter)]).toEqual([
    ['b', 2],
    ['a', 1],
  ]);
});
