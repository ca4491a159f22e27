// Random flip: mirrors half of the images during training and does nothing afterwards.

import type { Spec } from '../resolvedLayer.ts';
import type { FlipMode } from '../steps/index.ts';
import type { LayerDefinition } from './layer.ts';
import { named, oneOf } from './options.ts';
import { augmentation } from './randomOptions.ts';

export interface RandomFlipOptions {
  /** `horizontal` (default): left-right; `vertical`: top-bottom; `horizontalAndVertical`: both, independently. */
  mode?: FlipMode;
  name?: string;
}

export interface RandomFlipSpec extends Spec<'randomFlip'> {
  mode: FlipMode;
}

/**
 * Flips each image with probability 0.5, during training only (Keras `RandomFlip`, whose default mode is both). The
 * choice is a function of (seed, layer name, epoch, sample). Must come before the first layer that computes.
 *
 * @example layers.randomFlip({ mode: 'horizontal' })
 */
export function randomFlip({ mode = 'horizontal', name }: RandomFlipOptions = {}): RandomFlipSpec {
  return {
    kind: 'randomFlip',
    ...named('randomFlip', name),
    mode: oneOf('randomFlip', 'mode', mode, ['horizontal', 'vertical', 'horizontalAndVertical']),
  };
}

export const randomFlipLayer = {
  kind: 'randomFlip',
  className: 'RandomFlip',
  example: {},
  ...augmentation('flip'),
  keras: {},
} satisfies LayerDefinition<RandomFlipSpec, RandomFlipOptions>;
