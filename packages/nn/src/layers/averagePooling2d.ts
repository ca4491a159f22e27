// 2-D average pooling with any size, strides and padding.
import { type LayerDefinition, named, oneOf, type Padding, pairOf, planeOf, type Spec } from './layer.ts';
import { windowGrid } from './slidingWindow.ts';

export interface AveragePooling2dOptions {
  /** One number or [height, width]; default 2. */
  poolSize?: number | readonly [number, number];
  /** Rows and columns from a pool to the next, one number or [height, width]; default the pool's size. */
  strides?: number | readonly [number, number];
  /** `valid` (default): pools lie inside; `same`: ceil(size / stride) pools, what lies outside does not count. */
  padding?: Padding;
  name?: string;
}

export interface AveragePooling2dSpec extends Spec<'averagePooling2d'> {
  poolSize: [number, number];
  strides: [number, number];
  padding: Padding;
}

/**
 * The mean of each pool (Keras `AveragePooling2D`); with `valid` padding, rows and columns that fill no pool are dropped,
 * with `same` the mean is taken over what lies inside the picture.
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

export const averagePooling2dLayer: LayerDefinition<AveragePooling2dSpec> = {
  kind: 'averagePooling2d',
  className: 'AveragePooling2D',
  outputShape: ({ poolSize, strides, padding }, input) => [
    ...windowGrid('pool', input, { size: poolSize, strides, padding }),
    planeOf(input).channels,
  ],
  weights: () => [],
  multiplyAdds: () => 0,
};
