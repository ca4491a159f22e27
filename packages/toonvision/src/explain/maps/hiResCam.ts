// HiResCAM: gradient times activation, place by place (Draelos and Carin 2020, arXiv:2011.08891).
import { type Planes, rectifiedSum } from './map.ts';

/**
 * max(0, sum over channels of gradient * activation). Where only a flatten and a dense layer follow, the sum over all
 * places (before negative ones are cut off) is the logit without its bias.
 *
 * @returns [height, width]
 */
export function hiResCam(activation: Planes, gradient: Planes): Float32Array {
  return rectifiedSum(activation, (at) => (gradient.data[at] ?? 0) * (activation.data[at] ?? 0));
}
