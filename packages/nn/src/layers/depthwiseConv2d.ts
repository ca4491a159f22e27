// Depthwise 2D convolution: each channel has its own kernels.

import type { ActivationName } from '../activationName.ts';
import type { Spec } from '../resolvedLayer.ts';
import { planeOf, sizeOf } from '../shape.ts';
import type { Padding } from '../slidingWindow.ts';
import { kernelWindows, windowGrid } from '../slidingWindow.ts';
import { depthwiseMaker } from '../steps/index.ts';
import { type Initializer, type InitializerOption, initializerOption } from './initializer.ts';
import { CHANNELS_LAST } from './kerasForm.ts';
import { type KernelRegularizer, namedRegularizer } from './kernelRegularizer.ts';
import type { LayerDefinition } from './layer.ts';
import { activationOption, booleanOption, named, oneOf, pairOf, wholeNumber } from './options.ts';

export interface DepthwiseConv2dOptions {
  /** Kernel size: one number or [height, width], each at least 1. */
  kernelSize: number | readonly [number, number];
  /** Kernels, and therefore output channels, per input channel; default 1. */
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
 * Convolves each channel separately, [height, width, channels] to [height', width', channels * depthMultiplier]
 * (Keras `DepthwiseConv2D`). The kernel is [kernelHeight, kernelWidth, channels, depthMultiplier]; output channel
 * c * depthMultiplier + m is channel c convolved with its kernel m.
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

export const depthwiseConv2dLayer = {
  kind: 'depthwiseConv2d',
  className: 'DepthwiseConv2D',
  example: { kernelSize: 3 },
  outputShape: (spec, input) => [
    ...windowGrid('kernel', input, kernelWindows(spec)),
    planeOf(input).channels * spec.depthMultiplier,
  ],
  weights: (spec, channels) => {
    const { depthMultiplier, depthwiseInitializer: initializer, depthwiseRegularizer } = spec;
    const [height, width] = spec.kernelSize;
    // Fans as Keras computes them from the kernel's shape.
    const fans = { fanIn: height * width * channels, fanOut: height * width * depthMultiplier };
    const shape = [height, width, channels, depthMultiplier];
    const kernel = { name: 'kernel', shape, initializer, l2: depthwiseRegularizer?.l2 ?? 0, ...fans };
    const outputs = channels * depthMultiplier;
    if (!spec.useBias) return [kernel];
    return [kernel, { name: 'bias', shape: [outputs], initializer: spec.biasInitializer, ...fans }];
  },
  multiplyAdds: ({ kernelSize: [tall, wide] }, _, output) => sizeOf(output) * tall * wide,
  windows: kernelWindows,
  steps: depthwiseMaker,
  onnx: (nodes) =>
    nodes.convolve({ input: nodes.input, kernel: 'kernel', bias: 'bias', windows: true, depthwise: true }),
  keras: {
    constants: CHANNELS_LAST,
    accepts: { dilation_rate: [1, 1] },
    names: { kernel: ['depthwise_kernel'] },
  },
} satisfies LayerDefinition<DepthwiseConv2dSpec, DepthwiseConv2dOptions>;
