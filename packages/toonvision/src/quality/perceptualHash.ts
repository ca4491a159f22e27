// Perceptual hashes: 64 bits that change little if the image does.
import type { RgbImage } from '../dataset/index.ts';
import { shrink } from './shrink.ts';

/** 64 bits as two unsigned 32-bit numbers. */
export type Hash64 = readonly [high: number, low: number];

/** Counts the set bits (SWAR, Hacker's Delight, chapter 5). */
export function bitCount(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Counts the bits in which two hashes differ. */
export function hammingDistance(a: Hash64, b: Hash64): number {
  return bitCount(a[0] ^ b[0]) + bitCount(a[1] ^ b[1]);
}

/**
 * Computes the difference hash (N. Krawetz, "Kind of Like That", 2013): the image is shrunk to 9 x 8 gray values, and a
 * bit is set for each pair of neighbors in a row if the right one is brighter. It is robust to size, contrast and small
 * changes, but not to mirroring.
 *
 * @example
 * hammingDistance(differenceHash(a), differenceHash(b)) <= 5 // nearly the same image
 */
export function differenceHash(image: RgbImage): Hash64 {
  const small = shrink(image, 9, 8);
  const gray = (index: number) =>
    0.299 * (small[index * 3] ?? 0) + 0.587 * (small[index * 3 + 1] ?? 0) + 0.114 * (small[index * 3 + 2] ?? 0);
  const words = [0, 0];
  for (let y = 0; y < 8; y += 1)
    for (let x = 0; x < 8; x += 1) {
      const word = y < 4 ? 0 : 1;
      const bit = gray(y * 9 + x + 1) > gray(y * 9 + x) ? 1 : 0;
      words[word] = (((words[word] ?? 0) << 1) | bit) >>> 0;
    }
  return [words[0] ?? 0, words[1] ?? 0];
}
