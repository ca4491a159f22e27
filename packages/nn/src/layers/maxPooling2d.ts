// 2D max pooling with any pool size, strides and padding.

import type { Spec } from '../resolvedLayer.ts';
import { planeOf } from '../shape.ts';
import type { Padding } from '../slidingWindow.ts';
import { poolWindows, windowGrid } from '../slidingWindow.ts';
import { poolMaker } from '../steps/index.ts';
import { CHANNELS_LAST } from './kerasForm.ts';
import type { LayerDefinition } from './layer.ts';
import { named, oneOf, pairOf } from './options.ts';

export interface MaxPooling2dOptions {
  /** Pool size: one number or [height, width]; default 2. */
  poolSize?: number | readonly [number, number];
  /** Stride along height and width, one number or [height, width]; default `poolSize`. */
  strides?: number | readonly [number, number];
  /** `valid` (default): no padding; `same`: ceil(size / stride) pools, positions outside the image never win. */
  padding?: Padding;
  name?: string;
}

export interface MaxPooling2dSpec extends Spec<'maxPooling2d'> {
  poolSize: [number, number];
  strides: [number, number];
  padding: Padding;
}

/**
 * Takes the maximum of each pool (Keras `MaxPooling2D`). With `valid` padding, rows and columns that do not fill a pool
 * are dropped. On ties, the gradient goes to the first maximum in row-major order.
 *
 * @example layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' })
 */
export function maxPooling2d({
  poolSize = 2,
  strides = poolSize,
  padding = 'valid',
  name,
}: MaxPooling2dOptions = {}): MaxPooling2dSpec {
  return {
    kind: 'maxPooling2d',
    ...named('maxPooling2d', name),
    poolSize: pairOf('maxPooling2d', 'poolSize', poolSize),
    strides: pairOf('maxPooling2d', 'strides', strides),
    padding: oneOf('maxPooling2d', 'padding', padding, ['valid', 'same']),
  };
}

export const maxPooling2dLayer = {
  kind: 'maxPooling2d',
  className: 'MaxPooling2D',
  example: {},
  outputShape: (spec, input) => [...windowGrid('pool', input, poolWindows(spec)), planeOf(input).channels],
  windows: poolWindows,
  maxPool: (spec) => spec,
  steps: poolMaker,
  onnx: (nodes) => nodes.node('MaxPool', [nodes.input], nodes.windows()),
  keras: { constants: CHANNELS_LAST },
} satisfies LayerDefinition<MaxPooling2dSpec, MaxPooling2dOptions>;
