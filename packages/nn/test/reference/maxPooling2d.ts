// Max pooling in float64; the first of equal maxima in row-major order has the gradient.
import { type SpecOf, sizeOf } from '../../src/layers/index.ts';
import type { ReferenceLayer } from './referenceLayer.ts';
import { eachInside } from './window.ts';

export const maxPooling2d: ReferenceLayer<SpecOf<'maxPooling2d'>> = (layer, spec, _weights, input) => {
  const channels = layer.inputShape[2] ?? 0;
  const output = new Float64Array(sizeOf(layer.outputShape)).fill(Number.NEGATIVE_INFINITY);
  const from = new Int32Array(output.length);
  eachInside(layer, { size: spec.poolSize, strides: spec.strides, padding: spec.padding }, (out, inp) => {
    for (let c = 0; c < channels; c++) {
      if (input[inp * channels + c]! <= output[out * channels + c]!) continue;
      output[out * channels + c] = input[inp * channels + c]!;
      from[out * channels + c] = inp * channels + c;
    }
  });
  return {
    output,
    backward: (g) => {
      const below = new Float64Array(input.length);
      for (let i = 0; i < g.length; i++) below[from[i]!]! += g[i]!;
      return below;
    },
  };
};
