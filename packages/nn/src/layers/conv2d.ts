// 2-D convolution, stride 1, with bias and activation.
import { ModelError } from '../modelError.ts';
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

export interface Conv2dOptions {
  /** Output channels. */
  filters: number;
  /** One number or [height, width]; any size from 1. */
  kernelSize: number | readonly [number, number];
  /** `valid` (default): no border, the output shrinks; `same`: zero border, the size stays. */
  padding?: Padding;
  /** Default `linear`. */
  activation?: 'linear' | 'relu';
  /** Default true. */
  useBias?: boolean;
  name?: string;
}

export interface Conv2dSpec extends Spec<'conv2d'> {
  filters: number;
  kernelSize: [number, number];
  padding: Padding;
  activation: 'linear' | 'relu';
  useBias: boolean;
}

/**
 * Convolution of [height, width, channels] to [height', width', filters] (Keras `Conv2D`); the kernel is
 * [kernelHeight, kernelWidth, channels, filters]. Pools that follow are computed in the same step.
 *
 * @example layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' })
 */
export function conv2d({
  filters,
  kernelSize,
  padding = 'valid',
  activation = 'linear',
  useBias = true,
  name,
}: Conv2dOptions): Conv2dSpec {
  return {
    kind: 'conv2d',
    ...named('conv2d', name),
    filters: wholeNumber('conv2d', 'filters', filters),
    kernelSize: pairOf('conv2d', 'kernelSize', kernelSize),
    padding: oneOf('conv2d', 'padding', padding, ['valid', 'same']),
    activation: oneOf('conv2d', 'activation', activation, ['linear', 'relu']),
    useBias: booleanOption('conv2d', 'useBias', useBias),
  };
}

export const conv2dLayer: LayerDefinition<Conv2dSpec> = {
  kind: 'conv2d',
  className: 'Conv2D',
  outputShape: (spec, input) => {
    const { height, width } = planeOf(input);
    if (spec.padding === 'same') return [height, width, spec.filters];
    const [kernelHeight, kernelWidth] = spec.kernelSize;
    if (kernelHeight > height) throw new ModelError(`kernel ${kernelHeight} does not fit an input ${height} high`);
    if (kernelWidth > width) throw new ModelError(`kernel ${kernelWidth} does not fit an input ${width} wide`);
    return [height - kernelHeight + 1, width - kernelWidth + 1, spec.filters];
  },
  weights: (spec, input) => {
    const { channels } = planeOf(input);
    const [kernelHeight, kernelWidth] = spec.kernelSize;
    const area = kernelHeight * kernelWidth;
    const fans = { fanIn: area * channels, fanOut: area * spec.filters };
    const shape = [kernelHeight, kernelWidth, channels, spec.filters];
    const kernel = { name: 'kernel', shape, initializer: 'glorotUniform' as const, ...fans };
    return spec.useBias ? [kernel, { name: 'bias', shape: [spec.filters], initializer: 'zeros', ...fans }] : [kernel];
  },
  multiplyAdds: (spec, input, output) => {
    const { channels } = planeOf(input);
    const { height, width } = planeOf(output);
    return height * width * spec.filters * spec.kernelSize[0] * spec.kernelSize[1] * channels;
  },
};
