// Random layers draw at their rate, the same for the same (seed, epoch, sample), and in training only.
import { describe, expect, it } from 'vitest';
import { buildChain } from '../src/chain.ts';
import { imageBytes } from '../src/execute/index.ts';
import { type LayerSpec, layers } from '../src/layers/index.ts';
import { startPool } from './startPool.ts';

const count = 400;

// Outputs of a chain that ends in a vector of `width`, for `count` equal images [1, width, 1] of values 1 to width.
async function outputs(specs: LayerSpec[], width: number, epoch: number | undefined, seed = 3): Promise<Float32Array> {
  const chain = buildChain(specs, [1, width, 1]);
  const bytes = Uint8Array.from({ length: count * width }, (_, i) => 1 + (i % width));
  const pool = await startPool(chain, imageBytes(bytes, { height: 1, width, channels: 1 }), { seed });
  const positions = Int32Array.from({ length: count }, (_, i) => i);
  await pool.run(epoch === undefined ? { source: 0, positions } : { source: 0, positions, training: { epoch } });
  const result = pool.outputs.slice();
  await pool.end();
  return result;
}

describe('randomFlip', () => {
  const chain = [layers.randomFlip(), layers.flatten()];

  it('mirrors about half of the images completely', async () => {
    for (const width of [5, 8, 13]) {
      const values = await outputs(chain, width, 1);
      let flips = 0;
      for (let i = 0; i < count; i++) {
        const image = [...values.subarray(i * width, (i + 1) * width)];
        const flipped = image[0] !== 1;
        if (flipped) image.reverse();
        expect(image).toEqual(Array.from({ length: width }, (_, x) => x + 1));
        flips += flipped ? 1 : 0;
      }
      expect(flips).toBeGreaterThan(150);
      expect(flips).toBeLessThan(250);
    }
  });

  it('draws differently each epoch, reproducibly, and in training only', async () => {
    const first = await outputs(chain, 8, 1);
    expect(await outputs(chain, 8, 1)).toEqual(first);
    expect(await outputs(chain, 8, 2)).not.toEqual(first);
    expect(await outputs(chain, 8, 1, 4)).not.toEqual(first);
    const plain = await outputs(chain, 8, undefined);
    expect([...plain.subarray(0, 8)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(plain.every((value, i) => value === 1 + (i % 8))).toBe(true);
  });
});

describe('dropout', () => {
  it('drops values uniformly at its rate and scales the others', async () => {
    for (const rate of [0.1, 0.25, 0.9]) {
      const width = 20;
      const values = await outputs([layers.flatten(), layers.dropout({ rate })], width, 1);
      const kept = new Array<number>(width).fill(0);
      values.forEach((value, i) => {
        const x = i % width;
        if (value === 0) return;
        expect(value).toBeCloseTo((x + 1) / (1 - rate), 3);
        kept[x] = (kept[x] ?? 0) + 1;
      });
      const total = kept.reduce((sum, n) => sum + n, 0) / values.length;
      expect(Math.abs(total - (1 - rate))).toBeLessThan(0.02);
      for (const n of kept) expect(Math.abs(n / count - (1 - rate))).toBeLessThan(0.1);
    }
  });

  it('draws differently each epoch and does nothing outside training', async () => {
    const chain = [layers.flatten(), layers.dropout({ rate: 0.5 })];
    expect(await outputs(chain, 8, 1)).not.toEqual(await outputs(chain, 8, 2));
    const plain = await outputs(chain, 8, undefined);
    expect(plain.every((value, i) => value === 1 + (i % 8))).toBe(true);
  });

  it('draws independently in two layers of a model', async () => {
    const one = await outputs([layers.flatten(), layers.dropout({ rate: 0.5, name: 'a' })], 8, 1);
    const two = await outputs([layers.flatten(), layers.dropout({ rate: 0.5, name: 'b' })], 8, 1);
    const equal = one.reduce((n, value, i) => n + (value === two[i] ? 1 : 0), 0) / one.length;
    expect(Math.abs(equal - 0.5)).toBeLessThan(0.05);
  });
});
