// Random erasing, in training only: overwrites a rectangle.

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
  /** Probability, from 0 to 1; a range is drawn from for each image, and one number f means [0, f]. Default 1. */
  factor?: RangeOption;
  /** Area of the rectangle as a share of the image's, from 0 to 1; default [0.02, 0.33]. One number s means [0, s]. */
  scale?: RangeOption;
  /**
   * Width / height of the rectangle, above 0. Without it, as in Keras, width and height are drawn apart, each the root of a
   * number from `scale` times the image's. One number r means [r, r].
   */
  ratio?: RangeOption;
  /** One number, one a channel, or `noise` (default): uniform over the value range, each value its own. */
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
 * Overwrites a rectangle of the image, in training only (Keras `RandomErasing`; Zhong et al., "Random erasing data
 * augmentation", 2017). Constant values are clipped to the value range; noise is uniform as in the paper, where Keras takes
 * a clipped normal distribution. Must come before the first layer with weights or pooling.
 *
 * @throws ModelError for options outside their ranges or a fill value that has not one number a channel.
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
