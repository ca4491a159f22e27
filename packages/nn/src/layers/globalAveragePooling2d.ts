// Global average pooling: one number a channel.
import { booleanOption, type LayerDefinition, named, planeOf, type Spec } from './layer.ts';

export interface GlobalAveragePooling2dOptions {
  /** True: [1, 1, channels] instead of [channels]; default false. */
  keepdims?: boolean;
  name?: string;
}

export interface GlobalAveragePooling2dSpec extends Spec<'globalAveragePooling2d'> {
  keepdims: boolean;
}

/**
 * The mean of each channel: [height, width, channels] to [channels] (Keras `GlobalAveragePooling2D`).
 *
 * @example layers.globalAveragePooling2d()
 */
export function globalAveragePooling2d({
  keepdims = false,
  name,
}: GlobalAveragePooling2dOptions = {}): GlobalAveragePooling2dSpec {
  return {
    kind: 'globalAveragePooling2d',
    ...named('globalAveragePooling2d', name),
    keepdims: booleanOption('globalAveragePooling2d', 'keepdims', keepdims),
  };
}

export const globalAveragePooling2dLayer: LayerDefinition<GlobalAveragePooling2dSpec> = {
  kind: 'globalAveragePooling2d',
  className: 'GlobalAveragePooling2D',
  outputShape: ({ keepdims }, input) => {
    const { channels } = planeOf(input);
    return keepdims ? [1, 1, channels] : [channels];
  },
  weights: () => [],
  multiplyAdds: () => 0,
};
