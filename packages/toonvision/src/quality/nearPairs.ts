// Finds all pairs of 64-bit hashes that differ in few bits, without comparing each with each.
import { bitCount, type Hash64 } from './perceptualHash.ts';

const CHUNKS = 4;
const CHUNK_BITS = 16;
const BUCKETS = 1 << CHUNK_BITS;

/** Every 16-bit number with at most `most` bits set, in increasing number of bits. */
function flips(most: number): number[] {
  const masks: number[] = [];
  for (let mask = 0; mask < BUCKETS; mask += 1) if (bitCount(mask) <= most) masks.push(mask);
  return masks.sort((a, b) => bitCount(a) - bitCount(b) || a - b);
}

/** The items of each bucket, one after the other: those of bucket b are `items[starts[b]]` to `items[starts[b + 1] - 1]`. */
function fillBuckets(chunk: Uint16Array): { starts: Uint32Array; items: Uint32Array } {
  const starts = new Uint32Array(BUCKETS + 1);
  for (const value of chunk) starts[value + 1] = (starts[value + 1] ?? 0) + 1;
  for (let bucket = 0; bucket < BUCKETS; bucket += 1)
    starts[bucket + 1] = (starts[bucket + 1] ?? 0) + (starts[bucket] ?? 0);
  const next = starts.slice();
  const items = new Uint32Array(chunk.length);
  chunk.forEach((value, index) => {
    const at = next[value] ?? 0;
    items[at] = index;
    next[value] = at + 1;
  });
  return { starts, items };
}

/**
 * Calls `visit(i, j, distance)` once for each pair i < j of different hashes that differ in at most `radius` bits, in a
 * fixed order. Multi-index hashing (Norouzi, Punjani and Fleet 2012): of the four 16-bit quarters of two such hashes at
 * least one differs in at most floor(radius / 4) bits, so only hashes that share nearly a quarter are compared.
 *
 * @param hashes different from each other; see `groupEqual`
 * @param radius 0 to 11; a larger one would compare too many
 * @throws RangeError for another radius
 */
export function visitNearPairs(
  hashes: readonly Hash64[],
  radius: number,
  visit: (i: number, j: number, distance: number) => void,
): void {
  if (!Number.isInteger(radius) || radius < 0 || radius > 11) throw new RangeError(`radius ${radius} is not 0 to 11`);
  const high = Uint32Array.from(hashes, ([word]) => word);
  const low = Uint32Array.from(hashes, ([, word]) => word);
  const masks = flips(Math.floor(radius / CHUNKS));
  const quarters = Array.from({ length: CHUNKS }, (_, quarter) =>
    Uint16Array.from(hashes, ([a, b]) => {
      const word = quarter < 2 ? a : b;
      return quarter % 2 === 0 ? word >>> CHUNK_BITS : word & (BUCKETS - 1);
    }),
  );
  quarters.forEach((chunk, quarter) => {
    const { starts, items } = fillBuckets(chunk);
    // A pair is met in every quarter that is near enough; it counts in the first.
    const metBefore = (i: number, j: number): boolean => {
      for (let earlier = 0; earlier < quarter; earlier += 1) {
        const other = quarters[earlier];
        if (other !== undefined && bitCount((other[i] ?? 0) ^ (other[j] ?? 0)) * CHUNKS <= radius) return true;
      }
      return false;
    };
    for (let i = 0; i < hashes.length; i += 1) {
      const [ownHigh, ownLow, own] = [high[i] ?? 0, low[i] ?? 0, chunk[i] ?? 0];
      for (const mask of masks) {
        const bucket = own ^ mask;
        for (let at = starts[bucket] ?? 0, end = starts[bucket + 1] ?? 0; at < end; at += 1) {
          const j = items[at] ?? 0;
          if (j <= i) continue;
          const distance = bitCount(ownHigh ^ (high[j] ?? 0)) + bitCount(ownLow ^ (low[j] ?? 0));
          if (distance <= radius && !metBefore(i, j)) visit(i, j, distance);
        }
      }
    }
  });
}
