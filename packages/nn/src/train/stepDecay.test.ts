import { expect, it } from 'vitest';
import { stepDecay } from './stepDecay.ts';

it('changes after each boundary', () => {
  const schedule = stepDecay({ boundaries: [2, 5], rates: [0.1, 0.01, 0] });
  expect([0, 2, 3, 5, 6, 1000].map((step) => schedule.rate(step))).toEqual([0.1, 0.1, 0.01, 0.01, 0, 0]);
  expect(stepDecay({ boundaries: [], rates: [0.5] }).rate(7)).toBe(0.5);
});

it('copies the arrays', () => {
  const rates = [0.1, 0.01];
  const schedule = stepDecay({ boundaries: [2], rates });
  rates[0] = 9;
  expect(schedule.rate(0)).toBe(0.1);
});

it('rejects options out of range', () => {
  expect(() => stepDecay({ boundaries: [1], rates: [1] })).toThrow(
    'stepDecay: expected one more rate than boundaries, got 1 rates and 1 boundaries',
  );
  expect(() => stepDecay({ boundaries: [2, 2], rates: [1, 1, 1] })).toThrow(
    'stepDecay: boundaries must be increasing whole numbers of at least 0, got 2, 2',
  );
  expect(() => stepDecay({ boundaries: [2], rates: [1, -1] })).toThrow(
    'stepDecay: rates[1] must be at least 0, got -1',
  );
});
