// Random flip: in training, mirrors half of the images; afterwards it does nothing.

import type { Spec } from '../resolvedLayer.ts';
import type { FlipMode } from '../steps/index.ts';
import type { LayerDefinition } from './layer.ts';
import { named, oneOf } from './options.ts';
import { augmentation } from './randomOptions.ts';

export interface RandomFlipOptions {
  /** `horizontal` (default): left to right; `vertical`: top to bottom; `horizontalAndVertical`: each with its own coin. */
  mode?: FlipMode;
  name?: string;
}

export interface RandomFlipSpec extends Spec<'randomFlip'> {
  mode: FlipMode;
}

/**
 * Mirrors an image with probability one half, in training only (Keras `RandomFlip`, whose default mode is both). Which
 * images, is a function of (seed, layer name, epoch, sample). Must come before the first layer with weights or pooling.
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
