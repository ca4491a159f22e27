// SmoothGrad: the mean gradient over noisy copies of the image (Smilkov et al. 2017, arXiv:1706.03825).
import { randomWords, streamKey } from '@toonvision/nn';

export interface SmoothGradOptions {
  /** Noisy copies. */
  copies: number;
  /** Standard deviation of the noise, as a share of the image's range of values. */
  noise: number;
  seed: number;
}

/**
 * Nearly normal noise of deviation 1: the sum of four uniform 16-bit numbers, which needs no logarithm, so every machine
 * draws the same.
 */
function smoothNoise(count: number, seed: number, copy: number): Float32Array {
  const key = streamKey(seed, 'smoothGrad');
  const noise = new Float32Array(count);
  for (let i = 0; i < count; i += 2) {
    const [a, b, c, d] = randomWords(key, i >>> 1, copy);
    // The variance of one is 1/12, of four 1/3.
    noise[i] = (((a & 0xffff) + (b & 0xffff) + (c & 0xffff) + (d & 0xffff) + 2) / 65536 - 2) * Math.sqrt(3);
    if (i + 1 < count)
      noise[i + 1] = (((a >>> 16) + (b >>> 16) + (c >>> 16) + (d >>> 16) + 2) / 65536 - 2) * Math.sqrt(3);
  }
  return noise;
}

/**
 * Per pixel, the largest size of the mean gradient among its channels: how much the score would change, in either
 * direction. The same noise for each image and class.
 *
 * @param gradientsOf the gradients of each explained score with respect to a image
 * @returns one map a score, [height, width], not below 0
 */
export function smoothGrad(
  pixels: Float32Array,
  channels: number,
  { copies, noise, seed }: SmoothGradOptions,
  gradientsOf: (pixels: Float32Array) => Float32Array[],
): Float32Array[] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of pixels) [least, most] = [Math.min(least, value), Math.max(most, value)];
  const deviation = noise * (most - least);
  const sums: Float64Array[] = [];
  const noisy = new Float32Array(pixels.length);
  for (let copy = 0; copy < copies; copy += 1) {
    const drawn = smoothNoise(pixels.length, seed, copy);
    for (let i = 0; i < noisy.length; i += 1) noisy[i] = (pixels[i] ?? 0) + deviation * (drawn[i] ?? 0);
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
