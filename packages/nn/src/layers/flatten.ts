// Flatten: [height, width, channels] to one vector in that order.

import type { Spec } from '../resolvedLayer.ts';
import { sizeOf } from '../shape.ts';
import { flattenMaker } from '../steps/index.ts';
import { CHANNELS_LAST } from './kerasForm.ts';
import type { LayerDefinition } from './layer.ts';
import { named } from './options.ts';

export interface FlattenOptions {
  name?: string;
}

export type FlattenSpec = Spec<'flatten'>;

/**
 * Flattens [height, width, channels] to [height * width * channels], channels fastest (Keras `Flatten`).
 *
 * @example layers.flatten()
 */
export function flatten({ name }: FlattenOptions = {}): FlattenSpec {
  return { kind: 'flatten', ...named('flatten', name) };
}

export const flattenLayer = {
  kind: 'flatten',
  className: 'Flatten',
  example: {},
  outputShape: (_, input) => [sizeOf(input)],
  steps: flattenMaker,
  // Keras flattens in the order height, width, channel.
  onnx: (nodes) =>
    nodes.inputShape.length === 1 ? nodes.input : nodes.node('Flatten', [nodes.channelsLast(nodes.input)], { axis: 1 }),
  keras: { constants: CHANNELS_LAST },
} satisfies LayerDefinition<FlattenSpec, FlattenOptions>;
