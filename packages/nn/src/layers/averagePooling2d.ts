// 2D average pooling with any pool size, strides and padding.

import type { Spec } from '../resolvedLayer.ts';
import { planeOf } from '../shape.ts';
import type { Padding } from '../slidingWindow.ts';
import { poolWindows, windowGrid } from '../slidingWindow.ts';
import { averagePoolMaker } from '../steps/index.ts';
import { CHANNELS_LAST } from './kerasForm.ts';
import type { LayerDefinition } from './layer.ts';
import { named, oneOf, pairOf } from './options.ts';

export interface AveragePooling2dOptions {
  /** Pool size: one number or [height, width]; default 2. */
  poolSize?: number | readonly [number, number];
  /** Stride along height and width, one number or [height, width]; default `poolSize`. */
  strides?: number | readonly [number, number];
  /** `valid` (default): no padding; `same`: ceil(size / stride) pools, positions outside the image do not count. */
  padding?: Padding;
  name?: string;
}

export interface AveragePooling2dSpec extends Spec<'averagePooling2d'> {
  poolSize: [number, number];
  strides: [number, number];
  padding: Padding;
}

/**
 * Averages each pool (Keras `AveragePooling2D`). With `valid` padding, rows and columns that do not fill a pool are
 * dropped; with `same`, the average covers only positions inside the image.
 *
 * @example layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' })
 */
export function averagePooling2d({
  poolSize = 2,
  strides = poolSize,
  padding = 'valid',
  name,
}: AveragePooling2dOptions = {}): AveragePooling2dSpec {
  return {
    kind: 'averagePooling2d',
    ...named('averagePooling2d', name),
    poolSize: pairOf('averagePooling2d', 'poolSize', poolSize),
    strides: pairOf('averagePooling2d', 'strides', strides),
    padding: oneOf('averagePooling2d', 'padding', padding, ['valid', 'same']),
  };
}

export const averagePooling2dLayer = {
  kind: 'averagePooling2d',
  className: 'AveragePooling2D',
  example: {},
  outputShape: (spec, input) => [...windowGrid('pool', input, poolWindows(spec)), planeOf(input).channels],
  windows: poolWindows,
  steps: averagePoolMaker,
  onnx: (nodes) => nodes.node('AveragePool', [nodes.input], { ...nodes.windows(), count_include_pad: 0 }),
  keras: { constants: CHANNELS_LAST },
} satisfies LayerDefinition<AveragePooling2dSpec, AveragePooling2dOptions>;
