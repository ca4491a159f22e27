// Random Gaussian blur during training.

import type { Spec } from '../resolvedLayer.ts';
import type { Range } from '../steps/index.ts';
import type { LayerDefinition } from './layer.ts';
import { named } from './options.ts';
import { augmentation, probability, type RangeOption, rangeFromZero } from './randomOptions.ts';

export interface RandomBlurOptions {
  /** Standard deviation of the Gaussian in pixels, from 0 to 64. A single number s means [0, s]. */
  sigma: RangeOption;
  /** Probability of blurring an image; default 1. */
  rate?: number;
  name?: string;
}

export interface RandomBlurSpec extends Spec<'randomBlur'> {
  sigma: Range;
  rate: number;
}

/**
 * Blurs an image with a Gaussian of random width, truncated at three standard deviations and reflected at the edges,
 * during training only. Keras `RandomGaussianBlur` has a kernel of fixed size; here it grows with sigma. Must come
 * before the first layer that computes.
 *
 * @throws ModelError if sigma is outside 0 to 64.
 * @example layers.randomBlur({ sigma: 2, rate: 0.3 })
 */
export function randomBlur({ sigma, rate = 1, name }: RandomBlurOptions): RandomBlurSpec {
  return {
    kind: 'randomBlur',
    ...named('randomBlur', name),
    sigma: rangeFromZero('randomBlur', 'sigma', sigma, 64),
    rate: probability('randomBlur', 'rate', rate),
  };
}

export const randomBlurLayer = {
  kind: 'randomBlur',
  className: 'RandomBlur',
  example: { sigma: 1 },
  ...augmentation('blur'),
} satisfies LayerDefinition<RandomBlurSpec, RandomBlurOptions>;
