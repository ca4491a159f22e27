// Global pooling in float64; the first of equal maxima in row-major order receives the gradient.
import type { SpecOf } from '../../src/layers/index.ts';
import type { ReferenceLayer } from './referenceLayer.ts';

export const globalAveragePooling2d: ReferenceLayer<SpecOf<'globalAveragePooling2d'>> = (
  layer,
  _spec,
  _weights,
  input,
) => {
  const [height = 0, width = 0, channels = 0] = layer.inputShape;
  const area = height * width;
  const output = new Float64Array(channels);
  input.forEach((value, i) => {
    output[i % channels]! += value / area;
  });
  return { output, backward: (g) => input.map((_, i) => g[i % channels]! / area) };
};

export const globalMaxPooling2d: ReferenceLayer<SpecOf<'globalMaxPooling2d'>> = (layer, _spec, _weights, input) => {
  const channels = layer.inputShape[2] ?? 0;
  const from = Array.from({ length: channels }, (_, c) => c);
  input.forEach((value, i) => {
    if (value > input[from[i % channels]!]!) from[i % channels] = i;
  });
  return {
    output: Float64Array.from(from, (i) => input[i]!),
    backward: (g) => {
      const below = new Float64Array(input.length);
      from.forEach((i, c) => {
        below[i] = g[c]!;
      });
      return below;
    },
  };
};
