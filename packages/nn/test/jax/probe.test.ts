// Activations and gradients of a probe compared with jax-js, for logits and probabilities, down to the image.
import { grad, type Array as JaxArray, nn, numpy as np } from '@jax-js/jax';
import { jaxLogits, jaxParams } from '@toonvision/testing/jaxNetwork';
import { describe, expect, it } from 'vitest';
import { layers, sizeOf } from '../../src/layers/index.ts';
import { type Sequential, sequential } from '../../src/model.ts';
import { INPUT, type LayerTensor, openProbe } from '../../src/probe/index.ts';
import { randomWords, streamKey } from '../../src/random.ts';

function imageOf(shape: readonly number[], seed: number): Uint8Array {
  const key = streamKey(seed, 'image');
  const size = sizeOf(shape);
  return Uint8Array.from({ length: size }, (_, i) => randomWords(key, i)[0] & 255);
}

function flatWeights(model: Sequential): Float32Array {
  return Float32Array.from(model.weights().flatMap(({ data }) => [...data]));
}

function largestDifference(ours: Float32Array, theirs: ArrayLike<number>): number {
  let top = 0;
  let most = 1e-6;
  for (let i = 0; i < ours.length; i++) {
    top = Math.max(top, Math.abs((ours[i] ?? 0) - (theirs[i] ?? 0)));
    most = Math.max(most, Math.abs(theirs[i] ?? 0));
  }
  return top / most;
}

const model = sequential(
  [
    layers.randomFlip(),
    layers.rescaling({ scale: 1 / 255 }),
    layers.conv2d({ filters: 6, kernelSize: 3, padding: 'same', activation: 'relu' }),
    layers.maxPooling2d({ poolSize: 3 }),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.dropout({ rate: 0.2 }),
    layers.conv2d({ filters: 5, kernelSize: 3, activation: 'relu' }),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.flatten(),
    layers.dropout({ rate: 0.3 }),
    layers.dense({ units: 6, activation: 'relu' }),
    layers.dense({ units: 4, activation: 'softmax' }),
  ],
  { inputShape: [43, 38, 3], seed: 3 },
);

describe('a probe', () => {
  const watched = [INPUT, ...model.chain.layers.map(({ name }) => name)];
  const pixels = imageOf(model.inputShape, 9);

  it('computes the same gradients of logits and probabilities as jax-js, for every layer', async () => {
    const probe = await openProbe(model, { layers: watched });
    const { activations, logits, outputs } = probe.run(pixels);
    const weights = flatWeights(model);
    for (const of of ['logit', 'probability'] as const) {
      for (let output = 0; output < 4; output++) {
        const gradients = probe.gradients({ output, of });
        for (const name of watched.slice(0, -1)) {
          const from = model.chain.layers.findIndex((layer) => layer.name === name) + 1;
          const at = activations.get(name) as LayerTensor;
          const tail = (value: JaxArray): JaxArray => {
            const z = jaxLogits(model.chain, jaxParams(model.chain, weights), value, from);
            return (of === 'logit' ? z : nn.softmax(z)).slice(output);
          };
          const start = np.array(Float32Array.from(at.data), { shape: [...at.shape], dtype: np.float32 });
          // Where a pool's cell is cut off by relu everywhere, all are equal: ours goes to the first, jax-js shares
          // out.
          const tied = name.startsWith('conv2d') || name === 'maxPooling2d';
          const expected = grad(tail)(start)
            .dataSync()
            .map((value, i) => (tied && at.data[i] === 0 ? 0 : value));
          const ours = gradients.get(name);
          if (tied && ours !== undefined) ours.data = ours.data.map((value, i) => (at.data[i] === 0 ? 0 : value));
          expect(ours?.shape, name).toEqual(at.shape);
          expect(largestDifference(ours?.data ?? new Float32Array(), expected), `${of} ${output} ${name}`).toBeLessThan(
            2e-5,
          );
        }
      }
    }
    const z = jaxLogits(
      model.chain,
      jaxParams(model.chain, weights),
      np.array(Float32Array.from(pixels), { shape: [...model.inputShape], dtype: np.float32 }),
    );
    expect(largestDifference(logits, z.dataSync())).toBeLessThan(1e-5);
    expect(activations.get('dense_1')?.data).toEqual(outputs);
  });

  it('observes activations before pooling, and predicts as the model does', async () => {
    const probe = await openProbe(model, { layers: ['conv2d', 'conv2d_1', 'maxPooling2d_1'] });
    const { activations } = probe.run(pixels);
    expect(activations.get('conv2d')?.shape).toEqual([43, 38, 6]);
    const conv = activations.get('conv2d')?.data ?? new Float32Array();
    const pooled = activations.get('maxPooling2d_1')?.data ?? new Float32Array();
    // Pools of 3 and 2 are one of 6: 7 rows of 6 columns.
    for (let y = 0; y < 7; y++)
      for (let x = 0; x < 6; x++)
        for (let c = 0; c < 6; c++) {
          let top = Number.NEGATIVE_INFINITY;
          for (let py = 0; py < 6; py++)
            for (let px = 0; px < 6; px++) top = Math.max(top, conv[((y * 6 + py) * 38 + x * 6 + px) * 6 + c] ?? 0);
          expect(pooled[(y * 6 + x) * 6 + c]).toBe(top);
        }
  });

  it('computes opposite gradients for the probabilities of two leading classes, but not for their logits', async () => {
    const probe = await openProbe(model, { layers: ['conv2d_1'] });
    const { outputs } = probe.run(pixels);
    expect(outputs.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    const sums = new Float32Array(probe.gradients({ output: 0 }).get('conv2d_1')?.data.length ?? 0);
    for (let output = 0; output < 4; output++) {
      const data = probe.gradients({ output, of: 'probability' }).get('conv2d_1')?.data ?? [];
      data.forEach((value, i) => {
        sums[i] = (sums[i] ?? 0) + value;
      });
    }
    // All probabilities add up to 1, so their gradients add up to nothing.
    expect(Math.max(...sums.map(Math.abs))).toBeLessThan(1e-6);
  });

  it('rejects invalid layers, images and outputs', async () => {
    await expect(openProbe(model, { layers: ['conv2d_7'] })).rejects.toThrow(
      /unknown layer conv2d_7; expected one of input,/,
    );
    const probe = await openProbe(model, { layers: ['conv2d'] });
    expect(() => probe.gradients({ output: 0 })).toThrow(/run an image first/);
    expect(() => probe.run(new Uint8Array(5))).toThrow(/expected an image of 4902 values, got 5/);
    expect(() => probe.run(new Float32Array(4902))).toThrow(/expected uint8 pixels/);
    probe.run(pixels);
    expect(() => probe.gradients({ output: 4 })).toThrow(/output must be a whole number from 0 to 3, got 4/);
  });
});
