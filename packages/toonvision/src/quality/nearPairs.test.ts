// Tests of near pairs: same result as a brute-force search, in far less time.
import { propertyRuns } from '@toonvision/testing/propertyRuns';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visitNearPairs } from './nearPairs.ts';
import { type Hash64, hammingDistance } from './perceptualHash.ts';

const word = fc.integer({ min: 0, max: 0xffffffff });
/** Some hashes, and some that differ from them in a few bits. */
const hashes = fc
  .array(fc.tuple(word, word, fc.array(fc.integer({ min: 0, max: 63 }), { maxLength: 14 })), { maxLength: 40 })
  .map((list) => {
    const all = list.flatMap(([high, low, flips]): Hash64[] => {
      let [a, b] = [high, low];
      for (const bit of flips) {
        if (bit < 32) a = (a ^ (1 << bit)) >>> 0;
        else b = (b ^ (1 << (bit - 32))) >>> 0;
      }
      return [
        [high, low],
        [a, b],
      ];
    });
    return [...new Map(all.map((hash) => [hash.join(), hash])).values()];
  });

function near(list: readonly Hash64[], radius: number): string[] {
  const found: string[] = [];
  visitNearPairs(list, radius, (i, j, distance) => found.push(`${i} ${j} ${distance}`));
  return found;
}

describe('visitNearPairs', () => {
  it.each([0, 3, 7, 10, 11])('finds each pair of a brute-force search once, at radius %i', (radius) => {
    fc.assert(
      fc.property(hashes, (list) => {
        const expected: string[] = [];
        for (const [i, a] of list.entries())
          for (const [j, b] of list.entries()) {
            const distance = hammingDistance(a, b);
            if (i < j && distance <= radius) expected.push(`${i} ${j} ${distance}`);
          }
        const found = near(list, radius);
        expect(found.toSorted()).toEqual(expected.sort());
      }),
      { numRuns: propertyRuns(60) },
    );
  });

  it('rejects a radius too large for the index', () => {
    expect(() => near([], 12)).toThrow('radius must be an integer between 0 and 11, got 12');
    expect(() => near([], -1)).toThrow(RangeError);
  });

  it('is much faster than a brute-force search of 20,000 hashes', () => {
    let state = 1;
    const random = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state ^ (state >>> 15)) >>> 0;
    };
    const list = Array.from({ length: 20_000 }, (): Hash64 => [random(), random()]);
    const started = performance.now();
    near(list, 10);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
