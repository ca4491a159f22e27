// Random brightness during training.

import type { Spec } from '../resolvedLayer.ts';
import type { Range } from '../steps/index.ts';
import type { LayerDefinition } from './layer.ts';
import { named } from './options.ts';
import { augmentation, type RangeOption, signedRange, type ValueRangeOption, valueRangeOf } from './randomOptions.ts';

export interface RandomBrightnessOptions extends ValueRangeOption {
  /** Amount to add, as a fraction of the value range, from -1 (black) to 1 (white). A single number f means [-f, f]. */
  factor: RangeOption;
  name?: string;
}

export interface RandomBrightnessSpec extends Spec<'randomBrightness'> {
  factor: Range;
  valueRange?: Range;
}

/**
 * Adds one random number to all values of an image and clips to the value range, during training only (Keras
 * `RandomBrightness`). Must come before the first layer that computes.
 *
 * @throws ModelError if the factor is outside -1 to 1.
 * @example layers.randomBrightness({ factor: 0.2 })
 */
export function randomBrightness({ factor, valueRange, name }: RandomBrightnessOptions): RandomBrightnessSpec {
  return {
    kind: 'randomBrightness',
    ...named('randomBrightness', name),
    factor: signedRange('randomBrightness', 'factor', factor),
    ...valueRangeOf('randomBrightness', valueRange),
  };
}

export const randomBrightnessLayer = {
  kind: 'randomBrightness',
  className: 'RandomBrightness',
  example: { factor: 0.1 },
  ...augmentation('brightness'),
  keras: {},
} satisfies LayerDefinition<RandomBrightnessSpec, RandomBrightnessOptions>;
