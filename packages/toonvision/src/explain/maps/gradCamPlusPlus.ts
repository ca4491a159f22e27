// Grad-CAM++: Grad-CAM whose channel weights count the places that speak for the class (Chattopadhay et al. 2018,
// arXiv:1710.11063).
import { type Planes, rectifiedSum } from './map.ts';

/**
 * Channel weights are the sum over places of alpha * max(0, g), alpha = g^2 / (2 g^2 + g^3 * sum of the channel's
 * activations), g the gradient: the closed form of the paper, which takes exp of the score; its factor exp(score), the same
 * everywhere, is left out. alpha is 0 where its denominator is.
 *
 * @returns [height, width], not below 0
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
    // Both parts of the fraction divided by g^2, which may be too small for a number.
    const denominator = 2 + g * (sums[i % channels] ?? 0);
    if (denominator !== 0) weights[i % channels] = (weights[i % channels] ?? 0) + g / denominator;
  }
  return rectifiedSum(activation, (at, c) => (weights[c] ?? 0) * (data[at] ?? 0));
}
