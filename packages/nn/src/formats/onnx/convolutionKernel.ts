// Converts convolution kernels to the ONNX layout.
import type { Shape } from '../../layers/index.ts';

/** Transposes a Keras kernel [ky][kx][input][output] to [output][input][ky][kx]. */
export function convolutionKernel(values: Float32Array, shape: Shape): Float32Array {
  const [tall = 0, wide = 0, inputs = 0, outputs = 0] = shape;
  const area = tall * wide;
  const result = new Float32Array(values.length);
  for (let tap = 0; tap < area; tap++) {
    for (let i = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o++) {
        result[(o * inputs + i) * area + tap] = values[(tap * inputs + i) * outputs + o] ?? 0;
      }
    }
  }
  return result;
}
