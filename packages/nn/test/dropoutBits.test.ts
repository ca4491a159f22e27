// The dropout kernel draws four blocks of random bits at once; they must equal the bits of `randomWords`.
import { describe, expect, it } from 'vitest';
import { instantiateKernels, machineOf } from '../src/kernels.ts';
import { loadKernels } from '../src/platform/index.ts';
import { randomWords, streamKey } from '../src/random.ts';

describe('dropout', () => {
  it('keeps the values whose 16 random bits are not below the rate, for any shape of planes', async () => {
    const { kernels, floats, bytes } = machineOf(await instantiateKernels(await loadKernels(), 300_000));
    const key = streamKey(7, 'dropout');
    const [values, mask] = [70_000 & ~15, 200_000 & ~15];
    for (const [planes, rows, width, threshold] of [
      [1, 1, 1, 30_000],
      [2, 3, 5, 13_107],
      [3, 4, 16, 0],
      [1, 7, 33, 65_535],
      [2, 2, 9, 65_536],
      [5, 10, 33, 19_661],
    ] as const) {
      const rowStride = (width + 3) * 4;
      const planeStride = rows * rowStride + 16;
      floats.fill(2, values / 4, values / 4 + (planes * planeStride) / 4);
      const { k0, k1, seedHigh } = key;
      kernels.dropout(
        values,
        planes,
        rows,
        width,
        rowStride,
        planeStride,
        threshold,
        1.5,
        mask,
        11,
        4,
        seedHigh,
        k0,
        k1,
      );
      let index = 0;
      for (let c = 0; c < planes; c++) {
        for (let y = 0; y < rows; y++) {
          for (let x = 0; x < width; x++, index++) {
            const word = randomWords(key, index >> 3, 11, 4)[(index & 7) >> 1] ?? 0;
            const isKept = ((index & 1) === 0 ? word & 0xffff : word >>> 16) >= threshold;
            expect(floats[(values + c * planeStride + y * rowStride) / 4 + x]).toBe(isKept ? 3 : 0);
            expect(bytes[mask + index]).toBe(isKept ? 255 : 0);
          }
          // The padding next to a row stays unchanged.
          expect(floats[(values + c * planeStride + y * rowStride) / 4 + width]).toBe(2);
        }
      }
    }
  });
});
