// Shares as whole percentages that sum to 100.
import { sum } from '../statistics/index.ts';

/**
 * Rounds shares to whole percentages by the largest remainder method: all are rounded down, and the missing points go
 * to those with the largest remainders, in order for ties. Shares are normalized by their sum; all zeros stay zeros.
 *
 * @param shares non-negative numbers
 *
 * @example
 * toWholePercentages([0.445, 0.065, 0.02, 0.47]); // [45, 6, 2, 47]
 */
export function toWholePercentages(shares: readonly number[]): number[] {
  const total = sum(shares);
  if (total === 0) return shares.map(() => 0);
  const exact = shares.map((share) => (share / total) * 100);
  const whole = exact.map(Math.floor);
  const missing = 100 - sum(whole);
  const byRemainder = exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, missing)) whole[index] = (whole[index] ?? 0) + 1;
  return whole;
}
