// The order of labeling: margins first, near copies late, every candidate once.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marginOf, rankCandidates } from './rankCandidates.ts';

describe('marginOf', () => {
  it('is the likeliest less the second', () => {
    expect(marginOf([0.25, 0.5, 0.125, 0.125])).toBe(0.25);
    expect(marginOf([0.5, 0.5])).toBe(0);
    expect(marginOf([1])).toBe(1);
  });
});

describe('rankCandidates', () => {
  const places = (ranked: readonly { index: number }[]) => ranked.map(({ index }) => index);

  it('takes the small margins first, and of those the one farthest from what is labeled', () => {
    const candidates = [
      { margin: 0.9, feature: [100] },
      { margin: 0.1, feature: [1] },
      { margin: 0.2, feature: [8] },
    ];
    expect(places(rankCandidates(candidates, { labeled: [[0], [0.5]], batch: 2, pool: 1 }))).toEqual([2, 1, 0]);
  });

  it('lets a near copy wait for another', () => {
    const candidates = [
      { margin: 0.1, feature: [9, 9] },
      { margin: 0.1, feature: [9, 9.01] },
      { margin: 0.12, feature: [-4, 2] },
      { margin: 0.14, feature: [3, -6] },
    ];
    const order = places(rankCandidates(candidates, { labeled: [[0, 0]], batch: 3, pool: 2 }));
    // By the margins alone both would come first.
    expect([0, 1]).toContain(order[3]);
    expect(order.slice(0, 3).toSorted()).toEqual([order[3] === 0 ? 1 : 0, 2, 3]);
  });

  it('says how unlike a picture is, in units of what is usual', () => {
    const labeled = [[0], [1], [2], [3]];
    const ranked = rankCandidates([{ margin: 0.5, feature: [7] }], { labeled });
    expect(ranked[0]?.novelty).toBeCloseTo(4, 9);
    expect(rankCandidates([{ margin: 0.5, feature: [7] }], { labeled: [] })[0]?.novelty).toBe(Number.POSITIVE_INFINITY);
  });

  it('ranks every candidate once, the same at each call, beyond the count by margin', () => {
    const candidate = fc.record({
      margin: fc.double({ min: 0, max: 1, noNaN: true }),
      feature: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 40 }), fc.integer({ min: 0, max: 50 }), (candidates, count) => {
        const options = { labeled: [[0, 0, 0]], batch: 4, pool: 2, count };
        const ranked = rankCandidates(candidates, options);
        expect(places(ranked).toSorted((a, b) => a - b)).toEqual(candidates.map((_, index) => index));
        expect(rankCandidates(candidates, options)).toEqual(ranked);
        const rest = ranked.slice(count).map(({ margin }) => margin);
        expect(rest).toEqual(rest.toSorted((a, b) => a - b));
      }),
    );
  });

  it('refuses features of different lengths', () => {
    expect(() => rankCandidates([{ margin: 0, feature: [1, 2] }], { labeled: [[1]] })).toThrow(
      new RangeError('features of 1 and of 2 values'),
    );
  });
});
