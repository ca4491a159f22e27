// Copies planes of a plan as a tensor [height, width, channels] or [units].
import { type Shape, sizeOf } from '../layers/index.ts';
import type { Planes } from '../steps/index.ts';

/** A tensor of floats in row-major order, channels last. */
export interface LayerTensor {
  shape: Shape;
  data: Float32Array;
}

/** Copies the values (`planes.value`) or gradients (`planes.gradient`) at `address`. */
export function copyPlanes(floats: Float32Array, planes: Planes, address: number, shape: Shape): LayerTensor {
  const { channels, height, width, rowStride, planeStride } = planes;
  const data = new Float32Array(sizeOf(shape));
  let index = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        data[index++] = floats[(address + c * planeStride + y * rowStride) / 4 + x] ?? 0;
      }
    }
  }
  return { shape, data };
}
