// Tests of encodePlainPng.ts.
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodePlainPng } from './encodePlainPng.ts';
import { decodePlainPng } from './plainPng.ts';

const testImage = (width: number, height: number) => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height * 3 }, (_, index) => (index * 89 + (index >> 5)) & 255),
});

describe('encodePlainPng', () => {
  it.each([
    [{ xmin: 0, ymin: 0, xmax: 1, ymax: 1 }],
    [{ xmin: 3, ymin: 2, xmax: 9, ymax: 11 }],
    [{ xmin: 0, ymin: 0, xmax: 40, ymax: 30 }],
    [{ xmin: 39, ymin: 0, xmax: 40, ymax: 30 }],
  ])('%o', async (box) => {
    const whole = testImage(40, 30);
    const file = encodePlainPng(whole, box);
    const [width, height] = [box.xmax - box.xmin, box.ymax - box.ymin];
    const expected: number[] = [];
    for (let y = box.ymin; y < box.ymax; y += 1)
      expected.push(...whole.data.subarray((y * 40 + box.xmin) * 3, (y * 40 + box.xmax) * 3));
    const other = await sharp(file).raw().toBuffer({ resolveWithObject: true });
    expect([other.info.width, other.info.height, other.info.channels]).toEqual([width, height, 3]);
    expect([...other.data]).toEqual(expected);
    expect(decodePlainPng(file)).toEqual({ width, height, data: Uint8Array.from(expected) });
  });
});
