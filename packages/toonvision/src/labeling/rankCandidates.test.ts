// Tests of rankCandidates.ts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeMargin, rankCandidates } from './rankCandidates.ts';

describe('computeMargin', () => {
  it('is the difference between the two highest probabilities', () => {
    expect(computeMargin([0.25, 0.5, 0.125, 0.125])).toBe(0.25);
    expect(computeMargin([0.5, 0.5])).toBe(0);
    expect(computeMargin([1])).toBe(1);
  });
});

describe('rankCandidates', () => {
  const indices = (ranked: readonly { index: number }[]) => ranked.map(({ index }) => index);

  it('prefers small margins and, among them, the candidate farthest from labeled images', () => {
    const candidates = [
      { margin: 0.9, feature: [100] },
      { margin: 0.1, feature: [1] },
      { margin: 0.2, feature: [8] },
    ];
    expect(indices(rankCandidates(candidates, { labeled: [[0], [0.5]], batch: 2, pool: 1 }))).toEqual([2, 1, 0]);
  });

  it('ranks a near duplicate late', () => {
    const candidates = [
      { margin: 0.1, feature: [9, 9] },
      { margin: 0.1, feature: [9, 9.01] },
      { margin: 0.12, feature: [-4, 2] },
      { margin: 0.14, feature: [3, -6] },
    ];
    const order = indices(rankCandidates(candidates, { labeled: [[0, 0]], batch: 3, pool: 2 }));
    // By margin alone both would be ranked first.
    expect([0, 1]).toContain(order[3]);
    expect(order.slice(0, 3).toSorted()).toEqual([order[3] === 0 ? 1 : 0, 2, 3]);
  });

  it('measures novelty in units of the median distance between labeled images', () => {
    const labeled = [[0], [1], [2], [3]];
    const ranked = rankCandidates([{ margin: 0.5, feature: [7] }], { labeled });
    expect(ranked[0]?.novelty).toBeCloseTo(4, 9);
    expect(rankCandidates([{ margin: 0.5, feature: [7] }], { labeled: [] })[0]?.novelty).toBe(Number.POSITIVE_INFINITY);
  });

  it('ranks every candidate once, deterministically, and by margin beyond the count', () => {
    const candidate = fc.record({
      margin: fc.double({ min: 0, max: 1, noNaN: true }),
      feature: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 40 }), fc.integer({ min: 0, max: 50 }), (candidates, count) => {
        const options = { labeled: [[0, 0, 0]], batch: 4, pool: 2, count };
        const ranked = rankCandidates(candidates, options);
        expect(indices(ranked).toSorted((a, b) => a - b)).toEqual(candidates.map((_, index) => index));
        expect(rankCandidates(candidates, options)).toEqual(ranked);
        const rest = ranked.slice(count).map(({ margin }) => margin);
        expect(rest).toEqual(rest.toSorted((a, b) => a - b));
      }),
    );
  });

  it('rejects features of different lengths', () => {
    expect(() => rankCandidates([{ margin: 0, feature: [1, 2] }], { labeled: [[1]] })).toThrow(
      new RangeError('features differ in length: 1 and 2'),
    );
  });
});
