// Convolutions and pools as ONNX nodes: kernels in ONNX's order, padding written out.
import type { ChainLayer } from '../../chain.ts';
import { planeOf, type Shape, type Sliding, windowsOver } from '../../layers/index.ts';
import type { Attribute, OnnxGraph } from './onnxGraph.ts';

/** [ky][kx][input][output] of Keras as [output][input][ky][kx]. */
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

/** [ky][kx][channel][multiplier] of Keras as [channel * multiplier][1][ky][kx]. */
export function depthwiseKernel(values: Float32Array, shape: Shape): Float32Array {
  const [tall = 0, wide = 0, channels = 0, multiplier = 0] = shape;
  return convolutionKernel(values, [tall, wide, 1, channels * multiplier]);
}

/** kernel_shape, strides and pads of a window over a layer's input. */
export function windowAttributes({ inputShape }: ChainLayer, sliding: Sliding): Record<string, Attribute> {
  const [rows, columns] = windowsOver(planeOf(inputShape), sliding);
  return {
    kernel_shape: [...sliding.size],
    strides: [...sliding.strides],
    pads: [rows.before, columns.before, rows.after, columns.after],
  };
}

/** Adds a convolution; `bias` is the name of a tensor. */
export function convolution(
  graph: OnnxGraph,
  name: string,
  input: string,
  kernel: string,
  bias: string | undefined,
  attributes: Record<string, Attribute>,
): string {
  return graph.node('Conv', name, bias === undefined ? [input, kernel] : [input, kernel, bias], attributes);
}
