import { describe, expect, it } from 'vitest';
import { instantiateKernels } from './kernels.ts';
import { loadKernels } from './platform/index.ts';
import { permutation, philox, streamKey, uniform } from './random.ts';

describe('philox', () => {
  // Known answers of the Random123 distribution (kat_vectors, philox4x32 10).
  it('gives the published test vectors', () => {
    expect(philox([0, 0, 0, 0], 0, 0)).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
    const all = 0xffffffff;
    expect(philox([all, all, all, all], all, all)).toEqual([0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]);
    expect(philox([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], 0xa4093822, 0x299f31d0)).toEqual([
      0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1,
    ]);
  });

  it('is the same in the kernels', async () => {
    const kernels = await instantiateKernels(await loadKernels(), 65536);
    kernels.philox(65536, 1, 2, 3, 4, 0x9abcdef0, 6);
    expect([...new Uint32Array(kernels.memory.buffer, 65536, 4)]).toEqual(philox([1, 2, 3, 4], 0x9abcdef0, 6));
  });
});

describe('streams', () => {
  it('differ by seed, by the high half of a large seed, and by name', () => {
    const numbers = [streamKey(1, 'a'), streamKey(2, 'a'), streamKey(1 + 2 ** 40, 'a'), streamKey(1, 'b')].map(
      (key) => uniform(key, 1, 0, 1)[0],
    );
    expect(new Set(numbers).size).toBe(4);
  });

  it('uniform numbers fill their range', () => {
    const values = uniform(streamKey(3, 'test'), 40_000, -2, 6);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.min(...values.subarray(0, 1000))).toBeGreaterThanOrEqual(-2);
    expect(Math.max(...values.subarray(0, 1000))).toBeLessThan(6);
    expect(Math.abs(mean - 2)).toBeLessThan(0.05);
  });

  it('a permutation has every number once and differs by epoch', () => {
    const key = streamKey(9, 'shuffle');
    const order = permutation(key, 101, 1);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 101 }, (_, i) => i));
    expect(permutation(key, 101, 2)).not.toEqual(order);
    expect(permutation(key, 101, 1)).toEqual(order);
  });
});
