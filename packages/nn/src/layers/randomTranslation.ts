// Random translation during training.

import type { Spec } from '../resolvedLayer.ts';
import type { FillSpec, Range } from '../steps/index.ts';
import type { LayerDefinition } from './layer.ts';
import { named } from './options.ts';
import { augmentation, type FillOptions, fillOf, type RangeOption, signedRange } from './randomOptions.ts';

export interface RandomTranslationOptions extends FillOptions {
  /** Shift as a fraction of the height, from -1 to 1, positive down. A single number f means [-f, f]. */
  heightFactor: RangeOption;
  /** Shift as a fraction of the width, from -1 to 1, positive right. A single number f means [-f, f]. */
  widthFactor: RangeOption;
  name?: string;
}

export interface RandomTranslationSpec extends Spec<'randomTranslation'>, FillSpec {
  heightFactor: Range;
  widthFactor: Range;
}

/**
 * Shifts each image by a random distance, redrawn every epoch, during training only (Keras `RandomTranslation`).
 * Shifts are not rounded to whole pixels; pixels from outside the image follow `fillMode`. Must come before the first
 * layer that computes.
 *
 * @throws ModelError if a factor is outside -1 to 1.
 * @example layers.randomTranslation({ heightFactor: 0.05, widthFactor: 0.1 })
 */
export function randomTranslation({
  heightFactor,
  widthFactor,
  name,
  ...fill
}: RandomTranslationOptions): RandomTranslationSpec {
  return {
    kind: 'randomTranslation',
    ...named('randomTranslation', name),
    heightFactor: signedRange('randomTranslation', 'heightFactor', heightFactor),
    widthFactor: signedRange('randomTranslation', 'widthFactor', widthFactor),
    ...fillOf('randomTranslation', fill),
  };
}

export const randomTranslationLayer = {
  kind: 'randomTranslation',
  className: 'RandomTranslation',
  example: { heightFactor: 0.1, widthFactor: 0.1 },
  ...augmentation('translation'),
  keras: {},
} satisfies LayerDefinition<RandomTranslationSpec, RandomTranslationOptions>;
