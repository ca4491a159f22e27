// Tests of perceptual hashes, thumbnails and crop facts.
import { expect, it } from 'vitest';
import { cropFacts } from './cropFacts.ts';
import { bitCount, differenceHash, hammingDistance } from './perceptualHash.ts';
import { shrink } from './shrink.ts';
import { thumbnailDifference } from './thumbnail.ts';

const testImage = (width: number, height: number, gray: (x: number, y: number) => number) => {
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at += 1)
    data.fill(gray(at % width, Math.floor(at / width)), at * 3, at * 3 + 3);
  return { data, width, height };
};
const bumpy = (scale: number) => (x: number, y: number) =>
  Math.round(128 + 100 * Math.sin((x / scale) * 0.5) * Math.cos((y / scale) * 0.3));

it('counts bits', () => {
  for (const value of [0, 1, 3, 0xff, 0x80000000, 0xffffffff, 0x12345678])
    expect(bitCount(value)).toBe([...(value >>> 0).toString(2)].filter((bit) => bit === '1').length);
});

it('has a bit for each rise to the right', () => {
  expect(differenceHash(testImage(90, 80, (x) => x))).toEqual([0xffffffff, 0xffffffff]);
  expect(differenceHash(testImage(90, 80, (x) => 200 - x))).toEqual([0, 0]);
  expect(differenceHash(testImage(90, 80, (x, y) => (y < 40 ? x : 200 - x)))).toEqual([0xffffffff, 0]);
});

it('is stable when an image is enlarged or brightened, and differs for another image', () => {
  const hash = differenceHash(testImage(90, 120, bumpy(6)));
  expect(hammingDistance(hash, differenceHash(testImage(180, 240, bumpy(12))))).toBeLessThanOrEqual(3);
  expect(
    hammingDistance(hash, differenceHash(testImage(90, 120, (x, y) => bumpy(6)(x, y) * 0.7 + 20))),
  ).toBeLessThanOrEqual(3);
  expect(hammingDistance(hash, differenceHash(testImage(90, 120, bumpy(2))))).toBeGreaterThan(10);
});

it('averages areas, and takes the nearest pixel of an image smaller than its target', () => {
  expect([
    ...shrink(
      testImage(4, 2, (x) => x * 10),
      2,
      1,
    ),
  ]).toEqual([5, 5, 5, 25, 25, 25]);
  expect([
    ...shrink(
      testImage(1, 1, () => 7),
      2,
      2,
    ),
  ]).toEqual(new Array(12).fill(7));
});

it('distinguishes content, size and contrast', () => {
  const [a, b] = [cropFacts(testImage(8, 4, () => 9)), cropFacts(testImage(4, 8, () => 9))];
  expect(a.contrast).toBe(0);
  expect(a.contentHash).not.toBe(b.contentHash);
  expect(cropFacts(testImage(8, 4, () => 9)).contentHash).toBe(a.contentHash);
  expect(cropFacts(testImage(2, 1, (x) => x * 100)).contrast).toBeCloseTo(50, 6);
  expect(thumbnailDifference(a.thumb, cropFacts(testImage(8, 4, () => 19)).thumb)).toBe(10);
});
