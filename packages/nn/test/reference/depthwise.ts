// Depthwise and separable convolution in float64.
import type { ChainLayer } from '../../src/chain.ts';
import type { SpecOf } from '../../src/layers/index.ts';
import { activated } from './activated.ts';
import { conv2d } from './conv2d.ts';
import type { Passed, ReferenceLayer } from './referenceLayer.ts';
import { eachInside } from './window.ts';

// Each channel by its own kernels, [ky][kx][channel][multiplier] from `kernel` on; no bias.
function eachChannel(
  layer: ChainLayer,
  { kernelSize, strides, padding, depthMultiplier }: SpecOf<'depthwiseConv2d'> | SpecOf<'separableConv2d'>,
  kernel: number,
  weights: ArrayLike<number>,
  input: Float64Array,
  gradient: Float64Array,
): Passed {
  const channels = layer.inputShape[2] ?? 0;
  const outputs = channels * depthMultiplier;
  const [height = 0, width = 0] = layer.outputShape;
  const output = new Float64Array(height * width * outputs);
  const eachTap = (visit: (out: number, inp: number, weight: number) => void) =>
    eachInside(layer, { size: kernelSize, strides, padding }, (out, inp, tap) => {
      for (let co = 0; co < outputs; co++)
        visit(out * outputs + co, inp * channels + Math.floor(co / depthMultiplier), kernel + tap * outputs + co);
    });
  eachTap((out, inp, weight) => {
    output[out]! += input[inp]! * weights[weight]!;
  });
  return {
    output,
    backward: (g) => {
      const below = new Float64Array(input.length);
      eachTap((out, inp, weight) => {
        below[inp]! += g[out]! * weights[weight]!;
        gradient[weight]! += g[out]! * input[inp]!;
      });
      return below;
    },
  };
}

export const depthwiseConv2d: ReferenceLayer<SpecOf<'depthwiseConv2d'>> = (layer, spec, weights, input, gradient) => {
  const { output, backward } = eachChannel(layer, spec, layer.weights[0]?.offset ?? 0, weights, input, gradient);
  const outputs = layer.outputShape[2] ?? 0;
  const bias = layer.weights[1]?.offset;
  if (bias !== undefined) for (let i = 0; i < output.length; i++) output[i]! += weights[bias + (i % outputs)]!;
  return activated(spec.activation, output, (g) => {
    if (bias !== undefined) for (let i = 0; i < g.length; i++) gradient[bias + (i % outputs)]! += g[i]!;
    return backward(g);
  });
};

export const separableConv2d: ReferenceLayer<SpecOf<'separableConv2d'>> = (layer, spec, weights, input, gradient) => {
  const first = eachChannel(layer, spec, layer.weights[0]?.offset ?? 0, weights, input, gradient);
  const [height = 0, width = 0] = layer.outputShape;
  const between = (layer.inputShape[2] ?? 0) * spec.depthMultiplier;
  const pointwise: ChainLayer = {
    ...layer,
    inputShape: [height, width, between],
    weights: layer.weights.slice(1),
  };
  const second = conv2d(
    pointwise,
    { filters: spec.filters, kernelSize: [1, 1], strides: [1, 1], padding: 'valid', activation: spec.activation },
    weights,
    first.output,
    gradient,
  );
  return { output: second.output, backward: (g) => first.backward(second.backward(g)) };
};
