// Mean and variance of images per channel, for the layer `normalization`.
import { type ImageSource, openImages } from './execute/index.ts';
import { sizeOf } from './layers/index.ts';
import { ModelError } from './modelError.ts';

/** Mean and variance per channel: options of `layers.normalization`. */
export interface ChannelStatistics {
  /** Mean per channel. */
  mean: number[];
  /** Population variance per channel. */
  variance: number[];
}

/**
 * Mean and variance per channel over all images and positions (`Normalization.adapt` in Keras). They are computed in
 * float64 in the order of the images, so the bits are the same on every platform. One image is in memory at a time.
 * Pass training images only. The layer `normalization` must then be the first layer.
 *
 * @throws ModelError if there are no images
 * @example layers.normalization(adaptNormalization(imageBytes(bytes, { height: 64, width: 64, channels: 3 })))
 */
export function adaptNormalization(images: ImageSource): ChannelStatistics {
  if (images.count === 0) throw new ModelError('adaptNormalization: expected at least one image, got none');
  const channels = images.shape.at(-1) ?? 1;
  const size = sizeOf(images.shape);
  const bytes = new Uint8Array(images.format === 'uint8' ? size : size * 4);
  const values = images.format === 'uint8' ? bytes : new Float32Array(bytes.buffer);
  const count = images.count * (size / channels);
  const mean = new Float64Array(channels);
  const squares = new Float64Array(channels);
  // Welford's update per image (Chan, Golub and LeVeque 1983): no cancellation, however far the mean is from zero.
  const reader = openImages(images);
  try {
    const imageSum = new Float64Array(channels);
    const imageSquares = new Float64Array(channels);
    const imageCount = size / channels;
    for (let n = 0; n < images.count; n++) {
      reader.read(n, bytes);
      imageSum.fill(0);
      for (let i = 0; i < size; i++) imageSum[i % channels] = (imageSum[i % channels] ?? 0) + (values[i] ?? 0);
      imageSquares.fill(0);
      for (let i = 0; i < size; i++) {
        const c = i % channels;
        const difference = (values[i] ?? 0) - (imageSum[c] ?? 0) / imageCount;
        imageSquares[c] = (imageSquares[c] ?? 0) + difference * difference;
      }
      const before = n * imageCount;
      for (let c = 0; c < channels; c++) {
        const shift = (imageSum[c] ?? 0) / imageCount - (mean[c] ?? 0);
        mean[c] = (mean[c] ?? 0) + (shift * imageCount) / (before + imageCount);
        squares[c] =
          (squares[c] ?? 0) + (imageSquares[c] ?? 0) + (shift * shift * before * imageCount) / (before + imageCount);
      }
    }
  } finally {
    reader.close();
  }
  return { mean: [...mean], variance: Array.from(squares, (sum) => sum / count) };
}
