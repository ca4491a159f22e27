// Flatten: [height, width, channels] to one vector in that order.
import { type LayerDefinition, named, type Spec, sizeOf } from './layer.ts';

export interface FlattenOptions {
  name?: string;
}

export type FlattenSpec = Spec<'flatten'>;

/**
 * [height, width, channels] to [height * width * channels], channels fastest (Keras `Flatten`).
 *
 * @example layers.flatten()
 */
export function flatten({ name }: FlattenOptions = {}): FlattenSpec {
  return { kind: 'flatten', ...named('flatten', name) };
}

export const flattenLayer: LayerDefinition<FlattenSpec> = {
  kind: 'flatten',
  className: 'Flatten',
  outputShape: (_, input) => [sizeOf(input)],
  weights: () => [],
  multiplyAdds: () => 0,
};
