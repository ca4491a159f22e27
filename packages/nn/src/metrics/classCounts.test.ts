import { describe, expect, it } from 'vitest';
import { classScores } from './classCounts.ts';

describe('classScores', () => {
  it('gives the numbers of the original baseline report', () => {
    // Rows true: bb, lb, cb, sb.
    const scores = classScores([
      [33, 0, 5, 3],
      [0, 59, 1, 0],
      [1, 7, 33, 0],
      [2, 1, 0, 52],
    ]);
    expect(scores.support).toEqual([41, 60, 41, 55]);
    expect(scores.precision[0]).toBeCloseTo(33 / 36, 12);
    expect(scores.recall[2]).toBeCloseTo(33 / 41, 12);
    expect(scores.f1[3]).toBeCloseTo((2 * 52) / (55 + 55), 12);
  });

  it('counts 0 where nothing was predicted or nothing is there', () => {
    const scores = classScores([
      [0, 2],
      [0, 0],
    ]);
    expect(scores.precision).toEqual([0, 0]);
    expect(scores.recall).toEqual([0, 0]);
    expect(scores.f1).toEqual([0, 0]);
  });
});
