// HiResCAM: gradient times activation at each position (Draelos and Carin 2020, arXiv:2011.08891).
import { type Planes, rectifiedSum } from './map.ts';

/**
 * Computes max(0, sum over channels of gradient * activation). If only a flatten and a dense layer follow, the sum over
 * all positions before rectification is the logit without its bias.
 *
 * @returns [height, width]
 */
export function hiResCam(activation: Planes, gradient: Planes): Float32Array {
  return rectifiedSum(activation, (i) => (gradient.data[i] ?? 0) * (activation.data[i] ?? 0));
}
