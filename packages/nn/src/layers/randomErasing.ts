// Random erasing during training: hides a rectangle, as a lamp post or another player would.

import { ModelError } from '../modelError.ts';
import type { Spec } from '../resolvedLayer.ts';
import type { Range } from '../steps/index.ts';
import type { LayerDefinition } from './layer.ts';
import { named } from './options.ts';
import {
  augmentation,
  channelValues,
  oneAChannel,
  type RangeOption,
  rangeFromZero,
  rangeOf,
  type ValueRangeOption,
  valueRangeOf,
} from './randomOptions.ts';

export interface RandomErasingOptions extends ValueRangeOption {
  /** Probability from 0 to 1; each image draws one from the range. A single number f means [0, f]. Default 1. */
  factor?: RangeOption;
  /** Rectangle area as a fraction of the image area, 0 to 1; default [0.02, 0.33]. A single number s means [0, s]. */
  scale?: RangeOption;
  /**
   * Aspect ratio (width / height) of the rectangle, above 0. By default, as in Keras, width and height are drawn
   * independently, each as the root of a number from `scale` times the image's. A single number r means [r, r].
   */
  ratio?: RangeOption;
  /** One number, one per channel, or `noise` (default): uniform over the value range, independent for each value. */
  fillValue?: number | readonly number[] | 'noise';
  name?: string;
}

export interface RandomErasingSpec extends Spec<'randomErasing'> {
  factor: Range;
  scale: Range;
  ratio?: Range;
  fillValue: number | number[] | 'noise';
  valueRange?: Range;
}

/**
 * Overwrites a random rectangle of the image, during training only (Keras `RandomErasing`; Zhong et al. 2017, "Random
 * Erasing Data Augmentation"). Constants are clipped to the value range. Noise is uniform as in the paper; Keras uses a
 * clipped normal distribution. Must come before the first layer that computes.
 *
 * @throws ModelError if an option is out of range or the fill value does not have one number per channel.
 * @example layers.randomErasing({ factor: [0.5, 0.5], scale: [0.02, 0.2], fillValue: 127 })
 */
export function randomErasing(options: RandomErasingOptions = {}): RandomErasingSpec {
  const { factor = 1, scale = [0.02, 0.33], ratio, fillValue = 'noise', valueRange, name } = options;
  const ratios =
    ratio === undefined
      ? undefined
      : rangeOf('randomErasing', 'ratio', ratio, {
          least: 0,
          most: Number.POSITIVE_INFINITY,
          single: (value) => [value, value],
        });
  if (ratios?.[0] === 0) throw new ModelError('randomErasing: ratio must be above 0, got 0');
  return {
    kind: 'randomErasing',
    ...named('randomErasing', name),
    factor: rangeFromZero('randomErasing', 'factor', factor, 1),
    scale: rangeFromZero('randomErasing', 'scale', scale, 1),
    ratio: ratios,
    fillValue: fillValue === 'noise' ? 'noise' : channelValues('randomErasing', 'fillValue', fillValue),
    ...valueRangeOf('randomErasing', valueRange),
  };
}

export const randomErasingLayer = {
  kind: 'randomErasing',
  className: 'RandomErasing',
  example: {},
  ...augmentation('erasing', ({ fillValue }, channels) => {
    if (fillValue !== 'noise') oneAChannel('fillValue', fillValue, channels);
  }),
} satisfies LayerDefinition<RandomErasingSpec, RandomErasingOptions>;
