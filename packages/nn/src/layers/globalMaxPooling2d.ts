// Global max pooling: one number per channel.

import type { Spec } from '../resolvedLayer.ts';
import { globalMaxPoolMaker } from '../steps/index.ts';
import { globalPooling } from './globalPooling.ts';
import type { LayerDefinition } from './layer.ts';
import { booleanOption, named } from './options.ts';

export interface GlobalMaxPooling2dOptions {
  /** Return [1, 1, channels] instead of [channels]; default false. */
  keepdims?: boolean;
  name?: string;
}

export interface GlobalMaxPooling2dSpec extends Spec<'globalMaxPooling2d'> {
  keepdims: boolean;
}

/**
 * Takes the maximum of each channel: [height, width, channels] to [channels] (Keras `GlobalMaxPooling2D`).
 * On ties, the gradient goes to the first maximum in row-major order.
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

export const globalMaxPooling2dLayer = {
  kind: 'globalMaxPooling2d',
  className: 'GlobalMaxPooling2D',
  example: {},
  ...globalPooling('GlobalMaxPool'),
  steps: globalMaxPoolMaker,
} satisfies LayerDefinition<GlobalMaxPooling2dSpec, GlobalMaxPooling2dOptions>;
