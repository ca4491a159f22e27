// Perceptual hash of a picture: 64 bits that change little when the picture does.
import type { RgbImage } from '../dataset/index.ts';
import { shrink } from './shrink.ts';

/** 64 bits as two unsigned 32-bit numbers. */
export type Hash64 = readonly [high: number, low: number];

/** How many bits are set; SWAR as in Hacker's Delight, chapter 5. */
export function bitCount(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** In how many of the 64 bits two hashes differ. */
export function hammingDistance(a: Hash64, b: Hash64): number {
  return bitCount(a[0] ^ b[0]) + bitCount(a[1] ^ b[1]);
}

/**
 * Difference hash (N. Krawetz, "Kind of Like That", 2013): the picture at 9 x 8 grey values, a bit for each pair of
 * neighbours in a row, set where the right one is brighter. Size, contrast and small changes do not matter to it; what
 * is mirrored is another picture.
 *
 * @example
 * hammingDistance(differenceHash(a), differenceHash(b)) <= 5 // nearly the same picture
 */
export function differenceHash(picture: RgbImage): Hash64 {
  const small = shrink(picture, 9, 8);
  const grey = (at: number) =>
    0.299 * (small[at * 3] ?? 0) + 0.587 * (small[at * 3 + 1] ?? 0) + 0.114 * (small[at * 3 + 2] ?? 0);
  const words = [0, 0];
  for (let y = 0; y < 8; y += 1)
    for (let x = 0; x < 8; x += 1) {
      const word = y < 4 ? 0 : 1;
      const bit = grey(y * 9 + x + 1) > grey(y * 9 + x) ? 1 : 0;
      words[word] = (((words[word] ?? 0) << 1) | bit) >>> 0;
    }
  return [words[0] ?? 0, words[1] ?? 0];
}
