// Grad-CAM++: Grad-CAM with weights that emphasize positions with a positive gradient (Chattopadhay et al. 2018,
// arXiv:1710.11063).
import { type Planes, rectifiedSum } from './map.ts';

/**
 * The weight of a channel is the sum over positions of alpha * max(0, g), where g is the gradient and alpha = g^2 / (2
 * g^2 + g^3 * sum of the channel's activations). This is the closed form of the paper for exp(score), without the
 * constant factor exp(score). alpha is 0 where its denominator is 0.
 *
 * @returns [height, width], nonnegative
 */
export function gradCamPlusPlus(activation: Planes, gradient: Planes): Float32Array {
  const { channels } = activation;
  const sums = new Float64Array(channels);
  const { data } = activation;
  for (let i = 0; i < data.length; i += 1) sums[i % channels] = (sums[i % channels] ?? 0) + (data[i] ?? 0);
  const weights = new Float64Array(channels);
  for (let i = 0; i < gradient.data.length; i += 1) {
    const g = gradient.data[i] ?? 0;
    if (g <= 0) continue;
    // Numerator and denominator are divided by g^2, which may underflow.
    const denominator = 2 + g * (sums[i % channels] ?? 0);
    if (denominator !== 0) weights[i % channels] = (weights[i % channels] ?? 0) + g / denominator;
  }
  return rectifiedSum(activation, (i, c) => (weights[c] ?? 0) * (data[i] ?? 0));
}
