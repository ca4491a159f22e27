// Tests of wilsonInterval.ts.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wilsonInterval } from './wilsonInterval.ts';

it('matches the reference interval for 195 of 197', () => {
  const { low, high } = wilsonInterval(195, 197);
  expect(low).toBeCloseTo(0.964, 3);
  expect(high).toBeCloseTo(0.997, 3);
});

it('contains the observed rate and stays within 0 and 1', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (trials, share) => {
      const successes = Math.round(trials * share);
      const { low, high } = wilsonInterval(successes, trials);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(successes / trials);
      expect(high).toBeGreaterThanOrEqual(successes / trials);
    }),
  );
});

it('is 0 to 1 without trials and rejects more successes than trials', () => {
  expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  expect(() => wilsonInterval(3, 2)).toThrow('must be between 0 and 2 (trials), got 3');
});
