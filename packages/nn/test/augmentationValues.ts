// Random images and comparison of values, for tests of augmentation.
import { expect } from 'vitest';
import { randomWords, sizeOf, streamKey } from '../src/index.ts';

/** Seed of the augmentation under test. */
export const SEED = 11;

/** Uniform bytes for an image of `shape`, the same at each call. */
export function randomBytes(shape: number[]): Uint8Array {
  const key = streamKey(3, 'image');
  return Uint8Array.from({ length: sizeOf(shape) }, (_, i) => randomWords(key, i)[0] & 255);
}

/**
 * Expects two arrays to be equal within `tolerance`.
 *
 * @param share fraction of the values that may differ by more. Default 0
 */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  share = 0,
): void {
  expect(actual.length).toBe(expected.length);
  let different = 0;
  for (let i = 0; i < expected.length; i++) {
    if (!(Math.abs((actual[i] ?? Number.NaN) - (expected[i] ?? 0)) <= tolerance)) different++;
  }
  expect(different, `values that differ by more than ${tolerance}`).toBeLessThanOrEqual(share * expected.length);
}
