import { expect, it } from 'vitest';
import { adaptNormalization } from './adaptNormalization.ts';
import { imageBytes, imageFloats } from './execute/index.ts';
import { randomWords, streamKey } from './random.ts';

const key = streamKey(3, 'images');

function naive(values: ArrayLike<number>, channels: number) {
  const groups = Array.from({ length: channels }, (_, c) => Array.from(values).filter((_, i) => i % channels === c));
  const mean = groups.map((group) => group.reduce((a, b) => a + b) / group.length);
  const variance = groups.map((group, c) => group.reduce((sum, v) => sum + (v - mean[c]!) ** 2, 0) / group.length);
  return { mean, variance };
}

it('computes mean and variance per channel, for bytes and floats', () => {
  const shape = { height: 5, width: 7, channels: 3 };
  const bytes = Uint8Array.from({ length: 11 * 105 }, (_, i) => randomWords(key, i)[0] >>> (24 + (i % 3)));
  const found = adaptNormalization(imageBytes(bytes, shape));
  const expected = naive(bytes, 3);
  for (const [c, v] of found.mean.entries()) expect(v).toBeCloseTo(expected.mean[c]!, 10);
  for (const [c, v] of found.variance.entries()) expect(v / expected.variance[c]!).toBeCloseTo(1, 12);
  const floats = Float32Array.from(bytes, (v) => v / 64 - 1);
  const ofFloats = adaptNormalization(imageFloats(floats, shape));
  for (const [c, v] of ofFloats.mean.entries()) expect(v).toBeCloseTo(naive(floats, 3).mean[c]!, 12);
});

it('keeps a small variance about a large mean', () => {
  const floats = Float32Array.from({ length: 64 }, (_, i) => 1e6 + (i % 2));
  const { mean, variance } = adaptNormalization(imageFloats(floats, { height: 4, width: 4, channels: 1 }));
  expect(mean[0]).toBeCloseTo(1e6 + 0.5, 6);
  expect(variance[0]).toBeCloseTo(0.25, 9);
});

it('gives a variance of 0 for a constant channel, and rejects a source without images', () => {
  expect(adaptNormalization(imageBytes(new Uint8Array(12).fill(7), { height: 2, width: 2, channels: 1 }))).toEqual({
    mean: [7],
    variance: [0],
  });
  const none = imageBytes(new Uint8Array(0), { height: 2, width: 2, channels: 1 });
  expect(() => adaptNormalization(none)).toThrow('expected at least one image, got none');
});
