// Random fog during training, for game images with weather, smoke and distance haze.

import { ModelError } from '../modelError.ts';
import type { Spec } from '../resolvedLayer.ts';
import type { Range } from '../steps/index.ts';
import type { LayerDefinition } from './layer.ts';
import { finiteNumber, named } from './options.ts';
import {
  augmentation,
  channelValues,
  oneAChannel,
  probability,
  type RangeOption,
  rangeFromZero,
  type ValueRangeOption,
  valueRangeOf,
} from './randomOptions.ts';

export interface RandomFogOptions extends ValueRangeOption {
  /** Fog density where it is thickest, from 0 to 1; half of it where thinnest. A single number s means [0, s]. */
  strength: RangeOption;
  /** Patch size as a fraction of the image's longer side, above 0; default 0.5. */
  patchSize?: number;
  /** Fog color: one number or one per channel, in input units; default 90% of the way up the value range. */
  color?: number | readonly number[];
  /** Probability of adding fog to an image; default 1. */
  rate?: number;
  name?: string;
}

export interface RandomFogSpec extends Spec<'randomFog'> {
  strength: Range;
  patchSize: number;
  color?: number | number[];
  rate: number;
  valueRange?: Range;
}

/**
 * Blends an image with a fog color during training: x + (color - x) * strength * (1 + noise) / 2, where noise is
 * smooth value noise from 0 to 1 (random values on a grid, blended by smoothstep), shared by all channels. Not in
 * Keras. Must come before the first layer that computes.
 *
 * @throws ModelError if the strength is outside 0 to 1 or the color does not have one number per channel.
 * @example layers.randomFog({ strength: 0.6, rate: 0.5 })
 */
export function randomFog(options: RandomFogOptions): RandomFogSpec {
  const { strength, patchSize = 0.5, color, rate = 1, valueRange, name } = options;
  if (finiteNumber('randomFog', 'patchSize', patchSize) <= 0) {
    throw new ModelError(`randomFog: patchSize must be above 0, got ${patchSize}`);
  }
  return {
    kind: 'randomFog',
    ...named('randomFog', name),
    strength: rangeFromZero('randomFog', 'strength', strength, 1),
    patchSize,
    ...(color === undefined ? {} : { color: channelValues('randomFog', 'color', color) }),
    rate: probability('randomFog', 'rate', rate),
    ...valueRangeOf('randomFog', valueRange),
  };
}

export const randomFogLayer = {
  kind: 'randomFog',
  className: 'RandomFog',
  example: { strength: 0.5 },
  ...augmentation('fog', ({ color }, channels) => oneAChannel('color', color, channels)),
} satisfies LayerDefinition<RandomFogSpec, RandomFogOptions>;
