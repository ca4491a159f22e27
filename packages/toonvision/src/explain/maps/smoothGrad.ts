// SmoothGrad: mean gradient over noisy copies of the image (Smilkov et al. 2017, arXiv:1706.03825).
import { randomWords, streamKey } from '@toonvision/nn';

/** Options of `smoothGrad`. */
export interface SmoothGradOptions {
  /** Number of noisy copies. */
  copies: number;
  /** Standard deviation of the noise, relative to the image's range of values. */
  noise: number;
  seed: number;
}

/**
 * Draws approximately normal noise with standard deviation 1: sums of four uniform 16-bit numbers, which need no
 * logarithm and are therefore equal on every machine.
 */
function drawNoise(count: number, seed: number, copy: number): Float32Array {
  const key = streamKey(seed, 'smoothGrad');
  const noise = new Float32Array(count);
  for (let i = 0; i < count; i += 2) {
    const [a, b, c, d] = randomWords(key, i >>> 1, copy);
    // One uniform number has a variance of 1/12, four have 1/3.
    noise[i] = (((a & 0xffff) + (b & 0xffff) + (c & 0xffff) + (d & 0xffff) + 2) / 65536 - 2) * Math.sqrt(3);
    if (i + 1 < count)
      noise[i + 1] = (((a >>> 16) + (b >>> 16) + (c >>> 16) + (d >>> 16) + 2) / 65536 - 2) * Math.sqrt(3);
  }
  return noise;
}

/**
 * Computes, per pixel, the maximum over channels of the absolute mean gradient: how much the score changes in either
 * direction. All images and classes get the same noise.
 *
 * @param gradientsOf gradients of each explained score with respect to an image
 * @returns one map per score, [height, width], nonnegative
 */
export function smoothGrad(
  pixels: Float32Array,
  channels: number,
  { copies, noise, seed }: SmoothGradOptions,
  gradientsOf: (pixels: Float32Array) => Float32Array[],
): Float32Array[] {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of pixels) [min, max] = [Math.min(min, value), Math.max(max, value)];
  const deviation = noise * (max - min);
  const sums: Float64Array[] = [];
  const noisy = new Float32Array(pixels.length);
  for (let copy = 0; copy < copies; copy += 1) {
    const offsets = drawNoise(pixels.length, seed, copy);
    for (let i = 0; i < noisy.length; i += 1) noisy[i] = (pixels[i] ?? 0) + deviation * (offsets[i] ?? 0);
    gradientsOf(noisy).forEach((gradient, index) => {
      const sum = sums[index] ?? new Float64Array(pixels.length);
      sums[index] = sum;
      for (let i = 0; i < sum.length; i += 1) sum[i] = (sum[i] ?? 0) + (gradient[i] ?? 0);
    });
  }
  return sums.map((sum) => {
    const values = new Float32Array(pixels.length / channels);
    for (let i = 0; i < sum.length; i += 1) {
      const cell = Math.floor(i / channels);
      values[cell] = Math.max(values[cell] ?? 0, Math.abs(sum[i] ?? 0) / copies);
    }
    return values;
  });
}
