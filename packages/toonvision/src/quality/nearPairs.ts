// Finds all pairs of 64-bit hashes within a Hamming distance, without comparing all pairs.
import { bitCount, type Hash64 } from './perceptualHash.ts';

const CHUNKS = 4;
const CHUNK_BITS = 16;
const BUCKETS = 1 << CHUNK_BITS;

/** Lists the 16-bit numbers with at most `maxBits` bits set, sorted by their number of bits. */
function listBitFlips(maxBits: number): number[] {
  const masks: number[] = [];
  for (let mask = 0; mask < BUCKETS; mask += 1) if (bitCount(mask) <= maxBits) masks.push(mask);
  return masks.sort((a, b) => bitCount(a) - bitCount(b) || a - b);
}

/** Sorts items into buckets: bucket b has `items[starts[b]]` to `items[starts[b + 1] - 1]`. */
function fillBuckets(chunk: Uint16Array): { starts: Uint32Array; items: Uint32Array } {
  const starts = new Uint32Array(BUCKETS + 1);
  for (const value of chunk) starts[value + 1] = (starts[value + 1] ?? 0) + 1;
  for (let bucket = 0; bucket < BUCKETS; bucket += 1)
    starts[bucket + 1] = (starts[bucket + 1] ?? 0) + (starts[bucket] ?? 0);
  const next = starts.slice();
  const items = new Uint32Array(chunk.length);
  chunk.forEach((value, index) => {
    const position = next[value] ?? 0;
    items[position] = index;
    next[value] = position + 1;
  });
  return { starts, items };
}

/**
 * Calls `visit(i, j, distance)` once for each pair i < j of hashes that differ in at most `radius` bits, in a fixed
 * order. Multi-index hashing (Norouzi, Punjani and Fleet 2012): at least one of the four 16-bit quarters of two such
 * hashes differs in at most floor(radius / 4) bits, so only hashes with a similar quarter are compared.
 *
 * @param hashes unique hashes
 * @param radius 0 to 11; larger values would compare too many pairs
 * @throws RangeError when the radius is not an integer from 0 to 11
 */
export function visitNearPairs(
  hashes: readonly Hash64[],
  radius: number,
  visit: (i: number, j: number, distance: number) => void,
): void {
  if (!Number.isInteger(radius) || radius < 0 || radius > 11)
    throw new RangeError(`radius must be an integer between 0 and 11, got ${radius}`);
  const high = Uint32Array.from(hashes, ([word]) => word);
  const low = Uint32Array.from(hashes, ([, word]) => word);
  const masks = listBitFlips(Math.floor(radius / CHUNKS));
  const quarters = Array.from({ length: CHUNKS }, (_, quarter) =>
    Uint16Array.from(hashes, ([a, b]) => {
      const word = quarter < 2 ? a : b;
      return quarter % 2 === 0 ? word >>> CHUNK_BITS : word & (BUCKETS - 1);
    }),
  );
  quarters.forEach((chunk, quarter) => {
    const { starts, items } = fillBuckets(chunk);
    // A pair may be similar in several quarters; it is visited in the first.
    const isVisited = (i: number, j: number): boolean => {
      for (let earlier = 0; earlier < quarter; earlier += 1) {
        const other = quarters[earlier];
        if (other !== undefined && bitCount((other[i] ?? 0) ^ (other[j] ?? 0)) * CHUNKS <= radius) return true;
      }
      return false;
    };
    for (let i = 0; i < hashes.length; i += 1) {
      const [highWord, lowWord, value] = [high[i] ?? 0, low[i] ?? 0, chunk[i] ?? 0];
      for (const mask of masks) {
        const bucket = value ^ mask;
        for (let position = starts[bucket] ?? 0, end = starts[bucket + 1] ?? 0; position < end; position += 1) {
          const j = items[position] ?? 0;
          if (j <= i) continue;
          const distance = bitCount(highWord ^ (high[j] ?? 0)) + bitCount(lowWord ^ (low[j] ?? 0));
          if (distance <= radius && !isVisited(i, j)) visit(i, j, distance);
        }
      }
    }
  });
}
