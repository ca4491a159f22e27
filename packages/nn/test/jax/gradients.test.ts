// The engine's weight gradients against jax-js on random chains.
import { type Array as JaxArray, nn, numpy as np, valueAndGrad } from '@jax-js/jax';
import { jaxLogits, jaxParams } from '@toonvision/testing/jaxNetwork';
import { propertyRuns } from '@toonvision/testing/propertyRuns';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildChain } from '../../src/chain.ts';
import { imageFloats } from '../../src/execute/index.ts';
import { initialWeights } from '../../src/initializers.ts';
import { type LayerSpec, layers } from '../../src/layers/index.ts';
import { ModelError } from '../../src/modelError.ts';
import { randomWords, streamKey } from '../../src/random.ts';
import { startPool } from '../startPool.ts';

const CLASSES = 3;
const BATCH = 2;

async function compare(specs: LayerSpec[], inputShape: number[], seed: number): Promise<void> {
  const chain = buildChain(specs, inputShape);
  const [height = 0, width = 0, channels = 0] = inputShape;
  const size = height * width * channels;
  const key = streamKey(seed, 'images');
  const pixels = Float32Array.from({ length: BATCH * size }, (_, i) => randomWords(key, i)[0] / 2 ** 31 - 1);
  const weights = initialWeights(chain, seed);
  // Biases of 0 put whole areas exactly at relu's corner, where any slope is right.
  for (const layer of chain.layers) {
    for (const { name, offset, size } of layer.weights) {
      if (name === 'bias') for (let i = 0; i < size; i++) weights[offset + i] = ((i % 5) - 1.5) / 20;
    }
  }
  const labels = Int32Array.from([seed % CLASSES, (seed + 1) % CLASSES]);
  const pool = await startPool(chain, imageFloats(pixels, { height, width, channels }), { seed });
  pool.parameters.set(weights);
  await pool.run({ source: 0, positions: Int32Array.from([0, 1]), labels, training: { epoch: 1 } });
  const gradient = pool.gradients(BATCH).slice();
  const losses = Array.from(pool.losses.subarray(0, BATCH));
  await pool.end();
  const lossOf = (params: JaxArray[]): JaxArray => {
    let total: JaxArray | undefined;
    for (let i = 0; i < BATCH; i++) {
      const image = np.array(pixels.slice(i * size, (i + 1) * size), { shape: inputShape, dtype: np.float32 });
      const own = i === BATCH - 1 ? params : params.map((param) => param.ref);
      const loss = nn
        .logSoftmax(jaxLogits(chain, own, image))
        .slice(labels[i] ?? 0)
        .neg()
        .div(BATCH);
      total = total === undefined ? loss : total.add(loss);
    }
    return total as JaxArray;
  };
  const [loss, expected] = valueAndGrad(lossOf)(jaxParams(chain, weights));
  expect(losses.reduce((a, b) => a + b, 0) / BATCH).toBeCloseTo(loss.item(), 4);
  const flat = expected.flatMap((array) => Array.from(array.dataSync()));
  const largest = flat.reduce((top, value) => Math.max(top, Math.abs(value)), 1e-5);
  flat.forEach((value, i) => {
    if (Math.abs((gradient[i] ?? 0) - value) > 5e-5 * largest) {
      throw new Error(`gradient ${i}: ${gradient[i]} instead of ${value} (largest ${largest})`);
    }
  });
}

describe('gradients compared with jax-js', () => {
  it('agree on random chains', async () => {
    const body = fc.array(
      fc.oneof(
        fc
          .record({
            filters: fc.integer({ min: 1, max: 6 }),
            kernelSize: fc.constantFrom<(number | [number, number])[]>(1, 2, 3, 5, [3, 1], [2, 4]),
            padding: fc.constantFrom<('same' | 'valid')[]>('same', 'valid'),
            activation: fc.constantFrom<('relu' | 'linear')[]>('relu', 'linear'),
            useBias: fc.boolean(),
          })
          .map((options) => layers.conv2d(options)),
        fc.integer({ min: 1, max: 3 }).map((poolSize) => layers.maxPooling2d({ poolSize })),
        fc.constant(layers.rescaling({ scale: 0.5, offset: 0.1 })),
      ),
      { minLength: 1, maxLength: 4 },
    );
    const side = fc.integer({ min: 1, max: 15 });
    const shape = fc.tuple(side, side, fc.integer({ min: 1, max: 3 }));
    const head = [layers.flatten(), layers.dense({ units: CLASSES, activation: 'softmax' })];
    await fc.assert(
      fc.asyncProperty(body, shape, fc.integer({ min: 0, max: 1000 }), async (chain, inputShape, seed) => {
        const specs = [...chain, ...head];
        try {
          buildChain(specs, inputShape);
        } catch (error) {
          if (error instanceof ModelError) fc.pre(false);
          throw error;
        }
        await compare(specs, inputShape, seed);
      }),
      { numRuns: propertyRuns(25) },
    );
  });
});
