// Shares as whole percentages that sum to 100.
import { sum } from '../statistics/index.ts';

/**
 * Rounds shares by the method of the largest remainder: each is rounded down, and the points that are missing go to those
 * that lost most, equal ones in order. Shares of another sum than 1 are taken relative to it; all zeros stay zeros.
 *
 * @param shares not negative
 * @example
 * wholePercentages([0.445, 0.065, 0.02, 0.47]); // [45, 6, 2, 47]
 */
export function wholePercentages(shares: readonly number[]): number[] {
  const total = sum(shares);
  if (total === 0) return shares.map(() => 0);
  const exact = shares.map((share) => (share / total) * 100);
  const whole = exact.map(Math.floor);
  const missing = 100 - sum(whole);
  const byLoss = exact
    .map((value, index) => ({ index, lost: value - Math.floor(value) }))
    .sort((a, b) => b.lost - a.lost || a.index - b.index);
  for (const { index } of byLoss.slice(0, missing)) whole[index] = (whole[index] ?? 0) + 1;
  return whole;
}
