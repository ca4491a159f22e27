// Average pooling in float64; positions outside the image do not count.
import type { SpecOf } from '../../src/layers/index.ts';
import type { ReferenceLayer } from './referenceLayer.ts';
import { eachInside } from './window.ts';

export const averagePooling2d: ReferenceLayer<SpecOf<'averagePooling2d'>> = (layer, spec, _weights, input) => {
  const [outHeight = 0, outWidth = 0, channels = 0] = layer.outputShape;
  const windows = { size: spec.poolSize, strides: spec.strides, padding: spec.padding };
  const counts = new Float64Array(outHeight * outWidth);
  eachInside(layer, windows, (out) => {
    counts[out]! += 1;
  });
  const output = new Float64Array(outHeight * outWidth * channels);
  eachInside(layer, windows, (out, inp) => {
    for (let c = 0; c < channels; c++) output[out * channels + c]! += input[inp * channels + c]! / counts[out]!;
  });
  return {
    output,
    backward: (g) => {
      const below = new Float64Array(input.length);
      eachInside(layer, windows, (out, inp) => {
        for (let c = 0; c < channels; c++) below[inp * channels + c]! += g[out * channels + c]! / counts[out]!;
      });
      return below;
    },
  };
};
