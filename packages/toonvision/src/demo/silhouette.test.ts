// Tests of masks and their run-length encoding.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { areaOf, boxOf, decodeRle, emptyMask, encodeRle } from './silhouette.ts';

test('run lengths are column-major and start with zeros', () => {
  // Rows: 0 1 / 1 1
  expect(encodeRle(Uint8Array.from([0, 1, 1, 1]), 2, 2)).toEqual({ size: [2, 2], counts: [1, 3] });
  expect(encodeRle(Uint8Array.from([1, 0, 1, 0]), 2, 2)).toEqual({ size: [2, 2], counts: [0, 2, 2] });
});

test('round-trips masks, and odd runs sum to the area', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 12 }),
      fc.infiniteStream(fc.nat(1)),
      (width, height, bits) => {
        const mask = Uint8Array.from({ length: width * height }, () => bits.next().value ?? 0);
        const rle = encodeRle(mask, width, height);
        expect(decodeRle(rle)).toEqual(mask);
        expect(rle.counts.filter((_, i) => i % 2 === 1).reduce((a, b) => a + b, 0)).toBe(areaOf(mask));
      },
    ),
  );
});

test('the box is tight', () => {
  const mask = emptyMask();
  expect(boxOf(mask)).toBeUndefined();
  mask[5 * 800 + 7] = 1;
  mask[9 * 800 + 3] = 1;
  expect(boxOf(mask)).toEqual({ left: 3, top: 5, right: 8, bottom: 10 });
});
