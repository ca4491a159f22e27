// Convolution in float64.
import { type SpecOf, sizeOf } from '../../src/layers/index.ts';
import { activated } from './activated.ts';
import type { ReferenceLayer } from './referenceLayer.ts';
import { eachInside } from './window.ts';

/** What of a spec the sums depend on. */
type Parts = Pick<SpecOf<'conv2d'>, 'filters' | 'kernelSize' | 'strides' | 'padding' | 'activation'>;

export const conv2d: ReferenceLayer<Parts> = (layer, spec, weights, input, gradient) => {
  const channels = layer.inputShape[2] ?? 0;
  const { filters } = spec;
  const kernel = layer.weights[0]?.offset ?? 0;
  const bias = layer.weights[1]?.offset;
  const output = new Float64Array(sizeOf(layer.outputShape));
  const windows = { size: spec.kernelSize, strides: spec.strides, padding: spec.padding };
  const eachTap = (visit: (out: number, inp: number, weight: number) => void) =>
    eachInside(layer, windows, (out, inp, tap) => {
      for (let ci = 0; ci < channels; ci++)
        for (let co = 0; co < filters; co++)
          visit(out * filters + co, inp * channels + ci, kernel + (tap * channels + ci) * filters + co);
    });
  eachTap((out, inp, weight) => {
    output[out]! += input[inp]! * weights[weight]!;
  });
  if (bias !== undefined) for (let i = 0; i < output.length; i++) output[i]! += weights[bias + (i % filters)]!;
  return activated(spec.activation, output, (g) => {
    const below = new Float64Array(input.length);
    eachTap((out, inp, weight) => {
      below[inp]! += g[out]! * weights[weight]!;
      gradient[weight]! += g[out]! * input[inp]!;
    });
    if (bias !== undefined) for (let i = 0; i < g.length; i++) gradient[bias + (i % filters)]! += g[i]!;
    return below;
  });
};
