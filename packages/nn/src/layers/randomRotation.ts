// Random rotation about the image center during training.

import type { Spec } from '../resolvedLayer.ts';
import type { FillSpec, Range } from '../steps/index.ts';
import type { LayerDefinition } from './layer.ts';
import { named } from './options.ts';
import { augmentation, type FillOptions, fillOf, type RangeOption, signedRange } from './randomOptions.ts';

export interface RandomRotationOptions extends FillOptions {
  /** Angle as a fraction of a full turn, from -1 to 1, positive counterclockwise; 0.02 means -7.2 to 7.2 degrees. */
  factor: RangeOption;
  name?: string;
}

export interface RandomRotationSpec extends Spec<'randomRotation'>, FillSpec {
  factor: Range;
}

/**
 * Rotates each image about its center by a random angle, redrawn every epoch, during training only (Keras
 * `RandomRotation`). The size is unchanged; pixels from outside the image follow `fillMode`. Must come before the
 * first layer that computes.
 *
 * @throws ModelError if the factor is outside -1 to 1.
 * @example layers.randomRotation({ factor: 0.02, fillMode: 'nearest' })
 */
export function randomRotation({ factor, name, ...fill }: RandomRotationOptions): RandomRotationSpec {
  return {
    kind: 'randomRotation',
    ...named('randomRotation', name),
    factor: signedRange('randomRotation', 'factor', factor),
    ...fillOf('randomRotation', fill),
  };
}

export const randomRotationLayer = {
  kind: 'randomRotation',
  className: 'RandomRotation',
  example: { factor: 0.1 },
  ...augmentation('rotation'),
  keras: {},
} satisfies LayerDefinition<RandomRotationSpec, RandomRotationOptions>;
