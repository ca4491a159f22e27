// Separable 2D convolution: a depthwise convolution followed by a 1x1 convolution across its channels.

import type { ActivationName } from '../activationName.ts';
import type { Spec } from '../resolvedLayer.ts';
import { planeOf } from '../shape.ts';
import type { Padding } from '../slidingWindow.ts';
import { kernelWindows, windowGrid } from '../slidingWindow.ts';
import { separableMaker } from '../steps/index.ts';
import { type Initializer, type InitializerOption, initializerOption } from './initializer.ts';
import { CHANNELS_LAST } from './kerasForm.ts';
import { type KernelRegularizer, namedRegularizer } from './kernelRegularizer.ts';
import type { LayerDefinition } from './layer.ts';
import { activationOption, booleanOption, named, oneOf, pairOf, wholeNumber } from './options.ts';

export interface SeparableConv2dOptions {
  /** Number of output channels. */
  filters: number;
  /** Kernel size of the depthwise part: one number or [height, width], each at least 1. */
  kernelSize: number | readonly [number, number];
  /** Depthwise kernels per input channel; default 1. */
  depthMultiplier?: number;
  /** Stride along height and width, one number or [height, width]; default 1. */
  strides?: number | readonly [number, number];
  /** `valid` (default): no padding; `same`: zero padding, the output size is ceil(size / stride). */
  padding?: Padding;
  /** Default `linear`. */
  activation?: ActivationName;
  /** Default true. */
  useBias?: boolean;
  /** Default glorotUniform. */
  depthwiseInitializer?: InitializerOption;
  /** Default glorotUniform. */
  pointwiseInitializer?: InitializerOption;
  /** Default zeros. */
  biasInitializer?: InitializerOption;
  /** Default none. */
  depthwiseRegularizer?: KernelRegularizer;
  /** Default none. */
  pointwiseRegularizer?: KernelRegularizer;
  name?: string;
}

export interface SeparableConv2dSpec extends Spec<'separableConv2d'> {
  filters: number;
  kernelSize: [number, number];
  depthMultiplier: number;
  strides: [number, number];
  padding: Padding;
  activation: ActivationName;
  useBias: boolean;
  depthwiseInitializer: Initializer;
  pointwiseInitializer: Initializer;
  biasInitializer: Initializer;
  depthwiseRegularizer?: KernelRegularizer;
  pointwiseRegularizer?: KernelRegularizer;
}

/**
 * Separable convolution, [height, width, channels] to [height', width', filters] (Keras `SeparableConv2D`). Applies
 * `depthwiseKernel` [kernelHeight, kernelWidth, channels, depthMultiplier] to each channel separately, then
 * `pointwiseKernel` [1, 1, channels * depthMultiplier, filters], bias and activation.
 *
 * @example layers.separableConv2d({ filters: 16, kernelSize: 3, padding: 'same', activation: 'relu' })
 */
export function separableConv2d({
  filters,
  kernelSize,
  depthMultiplier = 1,
  strides = 1,
  padding = 'valid',
  activation = 'linear',
  useBias = true,
  depthwiseInitializer = 'glorotUniform',
  pointwiseInitializer = 'glorotUniform',
  biasInitializer = 'zeros',
  depthwiseRegularizer,
  pointwiseRegularizer,
  name,
}: SeparableConv2dOptions): SeparableConv2dSpec {
  return {
    kind: 'separableConv2d',
    ...named('separableConv2d', name),
    filters: wholeNumber('separableConv2d', 'filters', filters),
    kernelSize: pairOf('separableConv2d', 'kernelSize', kernelSize),
    depthMultiplier: wholeNumber('separableConv2d', 'depthMultiplier', depthMultiplier),
    strides: pairOf('separableConv2d', 'strides', strides),
    padding: oneOf('separableConv2d', 'padding', padding, ['valid', 'same']),
    activation: activationOption('separableConv2d', 'activation', activation),
    useBias: booleanOption('separableConv2d', 'useBias', useBias),
    depthwiseInitializer: initializerOption('separableConv2d', 'depthwiseInitializer', depthwiseInitializer),
    pointwiseInitializer: initializerOption('separableConv2d', 'pointwiseInitializer', pointwiseInitializer),
    biasInitializer: initializerOption('separableConv2d', 'biasInitializer', biasInitializer),
    ...namedRegularizer('separableConv2d', 'depthwiseRegularizer', depthwiseRegularizer),
    ...namedRegularizer('separableConv2d', 'pointwiseRegularizer', pointwiseRegularizer),
  };
}

export const separableConv2dLayer = {
  kind: 'separableConv2d',
  className: 'SeparableConv2D',
  example: { filters: 4, kernelSize: 3 },
  outputShape: (spec, input) => [...windowGrid('kernel', input, kernelWindows(spec)), spec.filters],
  weights: (spec, channels) => {
    const { filters, depthMultiplier } = spec;
    const [height, width] = spec.kernelSize;
    const between = channels * depthMultiplier;
    const fans = { fanIn: between, fanOut: filters };
    const weights = [
      {
        name: 'depthwiseKernel',
        shape: [height, width, channels, depthMultiplier],
        initializer: spec.depthwiseInitializer,
        l2: spec.depthwiseRegularizer?.l2 ?? 0,
        // Fans as Keras computes them from the kernel's shape.
        fanIn: height * width * channels,
        fanOut: height * width * depthMultiplier,
      },
      {
        name: 'pointwiseKernel',
        shape: [1, 1, between, filters],
        initializer: spec.pointwiseInitializer,
        l2: spec.pointwiseRegularizer?.l2 ?? 0,
        ...fans,
      },
    ];
    return spec.useBias
      ? [...weights, { name: 'bias', shape: [filters], initializer: spec.biasInitializer, ...fans }]
      : weights;
  },
  multiplyAdds: ({ filters, kernelSize: [tall, wide], depthMultiplier }, input, output) => {
    const { height, width } = planeOf(output);
    const between = planeOf(input).channels * depthMultiplier;
    return height * width * between * (tall * wide + filters);
  },
  windows: kernelWindows,
  steps: separableMaker,
  onnx: (nodes) => {
    const depthwise = { kernel: 'depthwiseKernel', windows: true, depthwise: true, part: 'depthwise' };
    const between = nodes.convolve({ input: nodes.input, ...depthwise });
    return nodes.convolve({ input: between, kernel: 'pointwiseKernel', bias: 'bias' });
  },
  keras: { constants: CHANNELS_LAST, accepts: { dilation_rate: [1, 1] } },
} satisfies LayerDefinition<SeparableConv2dSpec, SeparableConv2dOptions>;
