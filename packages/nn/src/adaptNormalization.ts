// Mean and variance of pictures by channel, read one by one: what the layer `normalization` takes.
import { type ImageSource, openImages } from './execute/index.ts';
import { sizeOf } from './layers/index.ts';
import { ModelError } from './modelError.ts';

/** Mean and variance of each channel over pictures: the options of `layers.normalization`. */
export interface ChannelStatistics {
  /** One number a channel. */
  mean: number[];
  /** Divided by the count of values, not by one less. */
  variance: number[];
}

/**
 * The mean and variance of each channel over all pictures and positions (Keras `Normalization.adapt`), in float64 and in
 * the pictures' order, so that the numbers are the same bits everywhere. One picture is in memory at a time. Use the
 * training pictures only, and as they come to the layer: `normalization` must be the first layer.
 *
 * @throws ModelError if there is no picture
 * @example layers.normalization(adaptNormalization(imageBytes(bytes, { height: 64, width: 64, channels: 3 })))
 */
export function adaptNormalization(images: ImageSource): ChannelStatistics {
  if (images.count === 0) throw new ModelError('adaptNormalization: there is no picture');
  const channels = images.shape.at(-1) ?? 1;
  const size = sizeOf(images.shape);
  const bytes = new Uint8Array(images.format === 'uint8' ? size : size * 4);
  const values = images.format === 'uint8' ? bytes : new Float32Array(bytes.buffer);
  const count = images.count * (size / channels);
  const mean = new Float64Array(channels);
  const squares = new Float64Array(channels);
  // Welford's update by pictures (Chan, Golub and LeVeque 1983): no cancellation however far the mean is from zero.
  const reader = openImages(images);
  try {
    const ownSum = new Float64Array(channels);
    const ownSquares = new Float64Array(channels);
    const ownCount = size / channels;
    for (let n = 0; n < images.count; n++) {
      reader.read(n, bytes);
      ownSum.fill(0);
      for (let i = 0; i < size; i++) ownSum[i % channels] = (ownSum[i % channels] ?? 0) + (values[i] ?? 0);
      ownSquares.fill(0);
      for (let i = 0; i < size; i++) {
        const c = i % channels;
        const difference = (values[i] ?? 0) - (ownSum[c] ?? 0) / ownCount;
        ownSquares[c] = (ownSquares[c] ?? 0) + difference * difference;
      }
      const before = n * ownCount;
      for (let c = 0; c < channels; c++) {
        const shift = (ownSum[c] ?? 0) / ownCount - (mean[c] ?? 0);
        mean[c] = (mean[c] ?? 0) + (shift * ownCount) / (before + ownCount);
        squares[c] =
          (squares[c] ?? 0) + (ownSquares[c] ?? 0) + (shift * shift * before * ownCount) / (before + ownCount);
      }
    }
  } finally {
    reader.close();
  }
  return { mean: [...mean], variance: Array.from(squares, (sum) => sum / count) };
}
