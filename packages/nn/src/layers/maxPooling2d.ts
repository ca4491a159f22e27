// 2-D max pooling, stride = size, no border.
import { ModelError } from '../modelError.ts';
import { type LayerDefinition, named, pairOf, planeOf, type Spec } from './layer.ts';

export interface MaxPooling2dOptions {
  /** One number or [height, width]; default 2. The stride is the same. */
  poolSize?: number | readonly [number, number];
  name?: string;
}

export interface MaxPooling2dSpec extends Spec<'maxPooling2d'> {
  poolSize: [number, number];
}

/**
 * The maximum of each `poolSize` cell; rows and columns that fill no cell are dropped (Keras `MaxPooling2D`, 'valid').
 * Equal maxima: the gradient goes to the first in row-major order.
 *
 * @example layers.maxPooling2d({ poolSize: 2 })
 */
export function maxPooling2d({ poolSize = 2, name }: MaxPooling2dOptions = {}): MaxPooling2dSpec {
  return {
    kind: 'maxPooling2d',
    ...named('maxPooling2d', name),
    poolSize: pairOf('maxPooling2d', 'poolSize', poolSize),
  };
}

export const maxPooling2dLayer: LayerDefinition<MaxPooling2dSpec> = {
  kind: 'maxPooling2d',
  className: 'MaxPooling2D',
  outputShape: (spec, input) => {
    const { height, width, channels } = planeOf(input);
    const [poolHeight, poolWidth] = spec.poolSize;
    if (poolHeight > height) throw new ModelError(`pool ${poolHeight} does not fit an input ${height} high`);
    if (poolWidth > width) throw new ModelError(`pool ${poolWidth} does not fit an input ${width} wide`);
    return [Math.floor(height / poolHeight), Math.floor(width / poolWidth), channels];
  },
  weights: () => [],
  multiplyAdds: () => 0,
};
