// Global average pooling: one number per channel.

import type { Spec } from '../resolvedLayer.ts';
import { globalAveragePoolMaker } from '../steps/index.ts';
import { globalPooling } from './globalPooling.ts';
import type { LayerDefinition } from './layer.ts';
import { booleanOption, named } from './options.ts';

export interface GlobalAveragePooling2dOptions {
  /** Return [1, 1, channels] instead of [channels]; default false. */
  keepdims?: boolean;
  name?: string;
}

export interface GlobalAveragePooling2dSpec extends Spec<'globalAveragePooling2d'> {
  keepdims: boolean;
}

/**
 * Averages each channel: [height, width, channels] to [channels] (Keras `GlobalAveragePooling2D`).
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

export const globalAveragePooling2dLayer = {
  kind: 'globalAveragePooling2d',
  className: 'GlobalAveragePooling2D',
  example: {},
  ...globalPooling('GlobalAveragePool'),
  steps: globalAveragePoolMaker,
} satisfies LayerDefinition<GlobalAveragePooling2dSpec, GlobalAveragePooling2dOptions>;
