// Global max pooling: one number a channel.
import { booleanOption, type LayerDefinition, named, planeOf, type Spec } from './layer.ts';

export interface GlobalMaxPooling2dOptions {
  /** True: [1, 1, channels] instead of [channels]; default false. */
  keepdims?: boolean;
  name?: string;
}

export interface GlobalMaxPooling2dSpec extends Spec<'globalMaxPooling2d'> {
  keepdims: boolean;
}

/**
 * The maximum of each channel: [height, width, channels] to [channels] (Keras `GlobalMaxPooling2D`).
 * Equal maxima: the gradient goes to the first in row-major order.
 *
 * @example layers.globalMaxPooling2d()
 */
export function globalMaxPooling2d({ keepdims = false, name }: GlobalMaxPooling2dOptions = {}): GlobalMaxPooling2dSpec {
  return {
    kind: 'globalMaxPooling2d',
    ...named('globalMaxPooling2d', name),
    keepdims: booleanOption('globalMaxPooling2d', 'keepdims', keepdims),
  };
}

export const globalMaxPooling2dLayer: LayerDefinition<GlobalMaxPooling2dSpec> = {
  kind: 'globalMaxPooling2d',
  className: 'GlobalMaxPooling2D',
  outputShape: ({ keepdims }, input) => {
    const { channels } = planeOf(input);
    return keepdims ? [1, 1, channels] : [channels];
  },
  weights: () => [],
  multiplyAdds: () => 0,
};
