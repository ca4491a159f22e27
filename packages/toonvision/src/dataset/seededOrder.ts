// Seeded randomness for splits, independent of the order of processing.
import { createHash } from 'node:crypto';
import { byCodeUnits } from '../files/index.ts';

/** Sorts items by the hash of seed and name, so that the order depends only on the set of names. */
export function seededOrder<T>(items: readonly T[], seed: number, name: (item: T) => string): T[] {
  return items
    .map((item) => ({
      item,
      hash: createHash('sha256')
        .update(`${seed}\n${name(item)}`)
        .digest('hex'),
    }))
    .sort((a, b) => byCodeUnits(a.hash, b.hash))
    .map(({ item }) => item);
}

/** Creates a seeded stream of integers: `next(n)` returns 0 to n - 1 (mulberry32, integer arithmetic only). */
export function seededStream(seed: string): (below: number) => number {
  let state = createHash('sha256').update(seed).digest().readUInt32LE(0);
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
