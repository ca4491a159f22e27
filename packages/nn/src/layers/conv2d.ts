// 2D convolution with strides, bias and activation.

import type { ActivationName } from '../activationName.ts';
import type { Spec } from '../resolvedLayer.ts';
import { planeOf } from '../shape.ts';
import type { Padding } from '../slidingWindow.ts';
import { kernelWindows, windowGrid } from '../slidingWindow.ts';
import { convolveMaker } from '../steps/index.ts';
import { type Initializer, type InitializerOption, initializerOption } from './initializer.ts';
import { CHANNELS_LAST } from './kerasForm.ts';
import { type KernelRegularizer, regularizerOption } from './kernelRegularizer.ts';
import type { LayerDefinition } from './layer.ts';
import { activationOption, booleanOption, named, oneOf, pairOf, wholeNumber } from './options.ts';

export interface Conv2dOptions {
  /** Number of output channels. */
  filters: number;
  /** Kernel size: one number or [height, width], each at least 1. */
  kernelSize: number | readonly [number, number];
  /** Stride along height and width, one number or [height, width]; default 1. */
  strides?: number | readonly [number, number];
  /** `valid` (default): no padding; `same`: zero padding, the output size is ceil(size / stride). */
  padding?: Padding;
  /** Default `linear`. */
  activation?: ActivationName;
  /** Default true. */
  useBias?: boolean;
  /** Default glorotUniform. */
  kernelInitializer?: InitializerOption;
  /** Default zeros. */
  biasInitializer?: InitializerOption;
  /** Default none. */
  kernelRegularizer?: KernelRegularizer;
  name?: string;
}

export interface Conv2dSpec extends Spec<'conv2d'> {
  filters: number;
  kernelSize: [number, number];
  strides: [number, number];
  padding: Padding;
  activation: ActivationName;
  useBias: boolean;
  kernelInitializer: Initializer;
  biasInitializer: Initializer;
  kernelRegularizer?: KernelRegularizer;
}

/**
 * 2D convolution, [height, width, channels] to [height', width', filters] (Keras `Conv2D`). The kernel is
 * [kernelHeight, kernelWidth, channels, filters]. With stride 1, pooling layers that follow are fused into the step.
 *
 * @example layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' })
 */
export function conv2d({
  filters,
  kernelSize,
  strides = 1,
  padding = 'valid',
  activation = 'linear',
  useBias = true,
  kernelInitializer = 'glorotUniform',
  biasInitializer = 'zeros',
  kernelRegularizer,
  name,
}: Conv2dOptions): Conv2dSpec {
  return {
    kind: 'conv2d',
    ...named('conv2d', name),
    filters: wholeNumber('conv2d', 'filters', filters),
    kernelSize: pairOf('conv2d', 'kernelSize', kernelSize),
    strides: pairOf('conv2d', 'strides', strides),
    padding: oneOf('conv2d', 'padding', padding, ['valid', 'same']),
    activation: activationOption('conv2d', 'activation', activation),
    useBias: booleanOption('conv2d', 'useBias', useBias),
    kernelInitializer: initializerOption('conv2d', 'kernelInitializer', kernelInitializer),
    biasInitializer: initializerOption('conv2d', 'biasInitializer', biasInitializer),
    ...regularizerOption('conv2d', kernelRegularizer),
  };
}

export const conv2dLayer = {
  kind: 'conv2d',
  className: 'Conv2D',
  example: { filters: 4, kernelSize: 3 },
  outputShape: (spec, input) => [...windowGrid('kernel', input, kernelWindows(spec)), spec.filters],
  weights: (spec, channels) => {
    const [kernelHeight, kernelWidth] = spec.kernelSize;
    const area = kernelHeight * kernelWidth;
    const fans = { fanIn: area * channels, fanOut: area * spec.filters };
    const shape = [kernelHeight, kernelWidth, channels, spec.filters];
    const { kernelInitializer: initializer, kernelRegularizer } = spec;
    const kernel = { name: 'kernel', shape, initializer, l2: kernelRegularizer?.l2 ?? 0, ...fans };
    if (!spec.useBias) return [kernel];
    return [kernel, { name: 'bias', shape: [spec.filters], initializer: spec.biasInitializer, ...fans }];
  },
  multiplyAdds: (spec, input, output) => {
    const { channels } = planeOf(input);
    const { height, width } = planeOf(output);
    return height * width * spec.filters * spec.kernelSize[0] * spec.kernelSize[1] * channels;
  },
  windows: kernelWindows,
  steps: convolveMaker,
  onnx: (nodes) => nodes.convolve({ input: nodes.input, kernel: 'kernel', bias: 'bias', windows: true }),
  keras: { constants: { ...CHANNELS_LAST, dilation_rate: [1, 1] }, accepts: { groups: 1 } },
} satisfies LayerDefinition<Conv2dSpec, Conv2dOptions>;
