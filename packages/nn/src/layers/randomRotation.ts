// Random rotation about the center of the image, in training only.

import type { Spec } from '../resolvedLayer.ts';
import type { FillSpec, Range } from '../steps/index.ts';
import type { LayerDefinition } from './layer.ts';
import { named } from './options.ts';
import { augmentation, type FillOptions, fillOf, type RangeOption, signedRange } from './randomOptions.ts';

export interface RandomRotationOptions extends FillOptions {
  /** Share of a full turn, from -1 to 1, positive counter-clockwise; 0.02 means from -7.2 to 7.2 degrees. */
  factor: RangeOption;
  name?: string;
}

export interface RandomRotationSpec extends Spec<'randomRotation'>, FillSpec {
  factor: Range;
}

/**
 * Turns an image about its middle by an angle drawn for each image and epoch, in training only (Keras
 * `RandomRotation`). The size stays; what comes in from outside is filled by `fillMode`. Must come before the first layer
 * that computes.
 *
 * @throws ModelError for a factor outside -1 to 1.
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
