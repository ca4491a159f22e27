// Spatial dropout drops whole channels at its rate, the same for the same draw, and in training only.
import { expect, it } from 'vitest';
import { buildChain } from '../src/chain.ts';
import { imageBytes } from '../src/execute/index.ts';
import { type LayerSpec, layers } from '../src/layers/index.ts';
import { startPool } from './startPool.ts';

const count = 500;
const channels = 11;
const pixels = 6;

// Outputs [count][2 x 3][channels] of images whose values are all 7.
async function outputs(rate: number, epoch: number | undefined, seed = 3, name = 'drop'): Promise<Float32Array> {
  const specs: LayerSpec[] = [layers.spatialDropout2d({ rate, name }), layers.flatten()];
  const chain = buildChain(specs, [2, 3, channels]);
  const size = pixels * channels;
  const source = imageBytes(new Uint8Array(count * size).fill(7), { height: 2, width: 3, channels });
  const pool = await startPool(chain, source, { seed });
  const positions = Int32Array.from({ length: count }, (_, i) => i);
  await pool.run(epoch === undefined ? { source: 0, positions } : { source: 0, positions, training: { epoch } });
  const result = pool.outputs.slice();
  await pool.end();
  return result;
}

it('drops whole channels at its rate, uniformly and independently', async () => {
  for (const rate of [0.1, 0.5, 0.85]) {
    const values = await outputs(rate, 1);
    const kept = new Array<number>(channels).fill(0);
    let both = 0;
    for (let n = 0; n < count; n++) {
      const at = (pixel: number, c: number) => values[(n * pixels + pixel) * channels + c]!;
      for (let c = 0; c < channels; c++) {
        for (let pixel = 1; pixel < pixels; pixel++) expect(at(pixel, c)).toBe(at(0, c));
        expect(at(0, c) === 0 || Math.abs(at(0, c) - 7 / (1 - rate)) < 1e-4).toBe(true);
        if (at(0, c) !== 0) kept[c]! += 1;
      }
      if (at(0, 0) !== 0 && at(0, 1) !== 0) both += 1;
    }
    for (const n of kept) expect(Math.abs(n / count - (1 - rate))).toBeLessThan(0.08);
    expect(Math.abs(both / count - (1 - rate) ** 2)).toBeLessThan(0.08);
  }
});

it('draws differently for each epoch, seed and layer, reproducibly, and in training only', async () => {
  const first = await outputs(0.5, 1);
  expect(await outputs(0.5, 1)).toEqual(first);
  expect(await outputs(0.5, 2)).not.toEqual(first);
  expect(await outputs(0.5, 1, 4)).not.toEqual(first);
  expect(await outputs(0.5, 1, 3, 'other')).not.toEqual(first);
  expect((await outputs(0.5, undefined)).every((v) => v === 7)).toBe(true);
  expect((await outputs(0, 1)).every((v) => v === 7)).toBe(true);
});

it('rejects rates outside [0, 1) and vectors', () => {
  expect(() => layers.spatialDropout2d({ rate: 1 })).toThrow('rate must be at least 0 and below 1, got 1');
  expect(() => buildChain([layers.flatten(), layers.spatialDropout2d({ rate: 0.5 })], [2, 2, 2])).toThrow(
    'spatialDropout2d: needs an input of [height, width, channels], got [8]',
  );
});
