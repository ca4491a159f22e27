// Depthwise 2-D convolution: each channel has kernels of its own.
import { type ActivationName, activationOption } from './activationName.ts';
import { type Initializer, type InitializerOption, initializerOption } from './initializer.ts';
import { type KernelRegularizer, namedRegularizer } from './kernelRegularizer.ts';
import {
  booleanOption,
  type LayerDefinition,
  named,
  oneOf,
  type Padding,
  pairOf,
  planeOf,
  type Spec,
  wholeNumber,
} from './layer.ts';
import { windowGrid } from './slidingWindow.ts';

export interface DepthwiseConv2dOptions {
  /** One number or [height, width]; any size from 1. */
  kernelSize: number | readonly [number, number];
  /** Kernels, and so output channels, of each input channel; default 1. */
  depthMultiplier?: number;
  /** Rows and columns from a window to the next, one number or [height, width]; default 1. */
  strides?: number | readonly [number, number];
  /** `valid` (default): no border, windows lie inside; `same`: zero border, the size is ceil(size / stride). */
  padding?: Padding;
  /** Default `linear`. */
  activation?: ActivationName;
  /** Default true. */
  useBias?: boolean;
  /** Default glorotUniform. */
  depthwiseInitializer?: InitializerOption;
  /** Default zeros. */
  biasInitializer?: InitializerOption;
  /** Default none. */
  depthwiseRegularizer?: KernelRegularizer;
  name?: string;
}

export interface DepthwiseConv2dSpec extends Spec<'depthwiseConv2d'> {
  kernelSize: [number, number];
  depthMultiplier: number;
  strides: [number, number];
  padding: Padding;
  activation: ActivationName;
  useBias: boolean;
  depthwiseInitializer: Initializer;
  biasInitializer: Initializer;
  depthwiseRegularizer?: KernelRegularizer;
}

/**
 * Convolution of each channel by itself: [height, width, channels] to [height', width', channels * depthMultiplier]
 * (Keras `DepthwiseConv2D`). The kernel is [kernelHeight, kernelWidth, channels, depthMultiplier]; output channel
 * c * depthMultiplier + m is channel c by its kernel m.
 *
 * @example layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', activation: 'relu' })
 */
export function depthwiseConv2d({
  kernelSize,
  depthMultiplier = 1,
  strides = 1,
  padding = 'valid',
  activation = 'linear',
  useBias = true,
  depthwiseInitializer = 'glorotUniform',
  biasInitializer = 'zeros',
  depthwiseRegularizer,
  name,
}: DepthwiseConv2dOptions): DepthwiseConv2dSpec {
  return {
    kind: 'depthwiseConv2d',
    ...named('depthwiseConv2d', name),
    kernelSize: pairOf('depthwiseConv2d', 'kernelSize', kernelSize),
    depthMultiplier: wholeNumber('depthwiseConv2d', 'depthMultiplier', depthMultiplier),
    strides: pairOf('depthwiseConv2d', 'strides', strides),
    padding: oneOf('depthwiseConv2d', 'padding', padding, ['valid', 'same']),
    activation: activationOption('depthwiseConv2d', 'activation', activation),
    useBias: booleanOption('depthwiseConv2d', 'useBias', useBias),
    depthwiseInitializer: initializerOption('depthwiseConv2d', 'depthwiseInitializer', depthwiseInitializer),
    biasInitializer: initializerOption('depthwiseConv2d', 'biasInitializer', biasInitializer),
    ...namedRegularizer('depthwiseConv2d', 'depthwiseRegularizer', depthwiseRegularizer),
  };
}

export const depthwiseConv2dLayer: LayerDefinition<DepthwiseConv2dSpec> = {
  kind: 'depthwiseConv2d',
  className: 'DepthwiseConv2D',
  outputShape: ({ kernelSize, depthMultiplier, strides, padding }, input) => [
    ...windowGrid('kernel', input, { size: kernelSize, strides, padding }),
    planeOf(input).channels * depthMultiplier,
  ],
  weights: (spec, input) => {
    const { depthMultiplier } = spec;
    const [height, width] = spec.kernelSize;
    const { channels } = planeOf(input);
    // As Keras counts them from the kernel's shape.
    const fans = { fanIn: height * width * channels, fanOut: height * width * depthMultiplier };
    const kernel = {
      name: 'kernel',
      shape: [height, width, channels, depthMultiplier],
      initializer: spec.depthwiseInitializer,
      l2: spec.depthwiseRegularizer?.l2 ?? 0,
      ...fans,
    };
    const outputs = channels * depthMultiplier;
    if (!spec.useBias) return [kernel];
    return [kernel, { name: 'bias', shape: [outputs], initializer: spec.biasInitializer, ...fans }];
  },
  multiplyAdds: ({ kernelSize: [tall, wide] }, _, output) => {
    const { height, width, channels } = planeOf(output);
    return height * width * channels * tall * wide;
  },
};
