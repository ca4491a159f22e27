// Layer-CAM: HiResCAM with positive gradients only, which suits early layers (Jiang et al. 2021, TIP).
import { type Planes, rectifiedSum } from './map.ts';

/**
 * Computes max(0, sum over channels of max(0, gradient) * activation).
 *
 * @returns [height, width]
 */
export function layerCam(activation: Planes, gradient: Planes): Float32Array {
  return rectifiedSum(activation, (i) => Math.max(0, gradient.data[i] ?? 0) * (activation.data[i] ?? 0));
}
