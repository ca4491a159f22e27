// Counter-based random numbers: Philox 4x32-10 with key (seed, stream name) and counter (index, sample, epoch).
// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).

/** Two 32-bit key words; the high word of the seed goes into the counter. */
export interface StreamKey {
  k0: number;
  k1: number;
  seedHigh: number;
}

/** FNV-1a over UTF-16 code units; the same on every platform. */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/**
 * The key of a named stream.
 *
 * @param seed integer from 0 to 2^53 - 1
 * @param name purpose of the numbers: `shuffle`, `dropout_1`, `conv2d/kernel`
 */
export function streamKey(seed: number, name: string): StreamKey {
  return { k0: seed >>> 0, k1: hashName(name), seedHigh: Math.floor(seed / 0x1_0000_0000) >>> 0 };
}

// High word of the product of two 32-bit numbers, without BigInt.
function multiplyHigh(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const low = a0 * b0;
  const middle = a1 * b0 + (low >>> 16);
  const cross = a0 * b1 + (middle & 0xffff);
  return a1 * b1 + Math.floor(middle / 0x10000) + Math.floor(cross / 0x10000);
}

/** Four random 32-bit words for a counter and a key. */
export function philox(
  counter: readonly [number, number, number, number],
  key0: number,
  key1: number,
): [number, number, number, number] {
  let [c0, c1, c2, c3] = counter;
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd2511f53, c0) >>> 0;
    const low0 = Math.imul(0xd2511f53, c0) >>> 0;
    const high1 = multiplyHigh(0xcd9e8d57, c2) >>> 0;
    const low1 = Math.imul(0xcd9e8d57, c2) >>> 0;
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** Four random 32-bit words for (stream, epoch, sample, index). */
export function randomWords(key: StreamKey, index: number, sample = 0, epoch = 0): [number, number, number, number] {
  return philox([index >>> 0, sample >>> 0, epoch >>> 0, key.seedHigh], key.k0, key.k1);
}

/** `count` numbers in [low, high), 24 random bits each. */
export function uniform(key: StreamKey, count: number, low: number, high: number): Float32Array {
  const values = new Float32Array(count);
  for (let i = 0; i < count; i += 4) {
    const words = randomWords(key, i >>> 2);
    for (let lane = 0; lane < 4 && i + lane < count; lane++) {
      values[i + lane] = low + ((words[lane] ?? 0) >>> 8) * 2 ** -24 * (high - low);
    }
  }
  return values;
}

/** The numbers 0 to count-1 in random order (Fisher-Yates). */
export function permutation(key: StreamKey, count: number, epoch = 0): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor((randomWords(key, i, 0, epoch)[0] / 0x1_0000_0000) * (i + 1));
    const swapped = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = swapped;
  }
  return order;
}
