// Grad-CAM: activations weighted by the mean gradient of their channel (Selvaraju et al. 2017, arXiv:1610.02391).
import { type Planes, rectifiedSum } from './map.ts';

/** Computes the mean of each channel. */
function computeChannelMeans({ height, width, channels, data }: Planes): Float64Array {
  const means = new Float64Array(channels);
  for (let i = 0; i < data.length; i += 1) means[i % channels] = (means[i % channels] ?? 0) + (data[i] ?? 0);
  return means.map((sum) => sum / (height * width));
}

/**
 * Computes max(0, sum over channels of mean(gradient) * activation).
 *
 * @param activation activations of a layer, [height, width, channels]
 * @param gradient gradient of the score with respect to the activations, same shape
 * @returns [height, width]
 * @example
 * const activation = { height: 1, width: 2, channels: 1, data: Float32Array.of(1, 3) };
 * const gradient = { height: 1, width: 2, channels: 1, data: Float32Array.of(0, 1) };
 * gradCam(activation, gradient); // [0.5, 1.5]
 */
export function gradCam(activation: Planes, gradient: Planes): Float32Array {
  const weights = computeChannelMeans(gradient);
  return rectifiedSum(activation, (i, c) => (weights[c] ?? 0) * (activation.data[i] ?? 0));
}
