// Layer-CAM: like HiResCAM, of gradients above 0 alone, which keeps early layers readable (Jiang et al. 2021, TIP).
import { type Planes, rectifiedSum } from './map.ts';

/** max(0, sum over channels of max(0, gradient) * activation). @returns [height, width] */
export function layerCam(activation: Planes, gradient: Planes): Float32Array {
  return rectifiedSum(activation, (at) => Math.max(0, gradient.data[at] ?? 0) * (activation.data[at] ?? 0));
}
