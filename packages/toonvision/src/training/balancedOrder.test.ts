// Tests of balancedOrder.ts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balancedOrder, strataOf } from './balancedOrder.ts';
import type { SidedSamples } from './trainingData.ts';

const strata = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 60 });
const seeds = fc.nat(1000);

function tally(values: Iterable<string | number>): Map<string | number, number> {
  const counts = new Map<string | number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

const spread = (counts: Iterable<number>) => Math.max(...counts) - Math.min(...counts);

describe('a balanced order', () => {
  it('has one draw per sample and draws each stratum equally often, per epoch and over all epochs', () => {
    fc.assert(
      fc.property(strata, seeds, (names, seed) => {
        const all: string[] = [];
        for (let epoch = 1; epoch <= 5; epoch++) {
          const order = balancedOrder(names, { seed, epoch });
          expect(order).toHaveLength(names.length);
          const drawn = [...order].map((index) => names[index] ?? '?');
          all.push(...drawn);
          const count = (part: readonly string[]) => [...new Set(names)].map((name) => tally(part).get(name) ?? 0);
          expect(spread(count(drawn))).toBeLessThanOrEqual(1);
          expect(spread(count(all))).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('draws every sample of a stratum before repeating one, across epochs', () => {
    fc.assert(
      fc.property(strata, seeds, (names, seed) => {
        const drawn = Array.from({ length: 4 }, (_, epoch) => [...balancedOrder(names, { seed, epoch: epoch + 1 })]);
        const counts = tally(drawn.flat());
        for (const name of new Set(names)) {
          const own = names.flatMap((each, index) => (each === name ? [counts.get(index) ?? 0] : []));
          expect(spread(own)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('depends on seed and epoch only', () => {
    const names = Array.from({ length: 40 }, (_, index) => (index < 30 ? 'a' : 'b'));
    const order = (seed: number, epoch: number) => balancedOrder(names, { seed, epoch }).join();
    expect(order(3, 2)).toBe(order(3, 2));
    expect(new Set([order(3, 1), order(3, 2), order(4, 1)]).size).toBe(3);
  });

  it('draws each sample once for a single stratum', () => {
    expect([...balancedOrder(['a', 'a', 'a', 'a', 'a'], { seed: 1, epoch: 3 })].sort()).toEqual([0, 1, 2, 3, 4]);
  });

  it('mixes the strata', () => {
    const names = Array.from({ length: 200 }, (_, index) => (index < 100 ? 'a' : 'b'));
    const first = [...balancedOrder(names, { seed: 0, epoch: 1 })].slice(0, 100);
    const share = first.filter((index) => index < 100).length;
    expect(share).toBeGreaterThan(30);
    expect(share).toBeLessThan(70);
  });
});

it('uses classes, streets, or both as strata', () => {
  const streets = ['ttc', 'dg', null];
  const side = {
    samples: streets.map((street) => ({ street })),
    labels: [0, 1, 1],
  } as unknown as SidedSamples;
  expect(strataOf('none', side)).toBeUndefined();
  expect(strataOf('class', side)).toEqual(['0', '1', '1']);
  expect(strataOf('street', side)).toEqual(['ttc', 'dg', '']);
  expect(strataOf('classAndStreet', side)).toEqual(['0 ttc', '1 dg', '1 ']);
});
