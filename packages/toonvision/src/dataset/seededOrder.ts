// Randomness for splits: a function of the seed and a name, never of the order of work.
import { createHash } from 'node:crypto';
import { byCodeUnits } from '../files/index.ts';

/** `items` in an order drawn by `seed`: by the hash of seed and name, so it depends on the set of names only. */
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

/** A stream of whole numbers drawn by `seed`: `next(n)` gives 0 to n - 1 (mulberry32, integer arithmetic only). */
export function seededStream(seed: string): (below: number) => number {
  let state = createHash('sha256').update(seed).digest().readUInt32LE(0);
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
