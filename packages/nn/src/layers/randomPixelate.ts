// Random pixelation during training: distant objects in a game are a few enlarged pixels.

import { ModelError } from '../modelError.ts';
import type { Spec } from '../resolvedLayer.ts';
import type { Range } from '../steps/index.ts';
import type { LayerDefinition } from './layer.ts';
import { named, wholeNumber } from './options.ts';
import { augmentation, probability, type RangeOption } from './randomOptions.ts';

export interface RandomPixelateOptions {
  /** Block size in pixels, integers of at least 1. A single number n means [1, n]. */
  blockSize: RangeOption;
  /** Probability of pixelating an image; default 1. */
  rate?: number;
  name?: string;
}

export interface RandomPixelateSpec extends Spec<'randomPixelate'> {
  blockSize: Range;
  rate: number;
}

function blockSizes(value: unknown): Range {
  const [low, high] = Array.isArray(value) ? value : [1, value];
  if (Array.isArray(value) && value.length !== 2) {
    throw new ModelError(`randomPixelate: blockSize must be a number or [low, high], got ${value.length} numbers`);
  }
  const sizes = [low, high].map((size) => wholeNumber('randomPixelate', 'blockSize', size));
  return [Math.min(...sizes), Math.max(...sizes)];
}

/**
 * Replaces square blocks with their mean, during training only. Each integer block size in the range is equally likely.
 * Blocks start at the top left; those at the right and bottom edges may be smaller. Not in Keras. Must come before the
 * first layer that computes.
 *
 * @throws ModelError if the block size is not an integer of at least 1.
 * @example layers.randomPixelate({ blockSize: 6, rate: 0.3 })
 */
export function randomPixelate({ blockSize, rate = 1, name }: RandomPixelateOptions): RandomPixelateSpec {
  return {
    kind: 'randomPixelate',
    ...named('randomPixelate', name),
    blockSize: blockSizes(blockSize),
    rate: probability('randomPixelate', 'rate', rate),
  };
}

export const randomPixelateLayer = {
  kind: 'randomPixelate',
  className: 'RandomPixelate',
  example: { blockSize: 4 },
  ...augmentation('pixelate'),
} satisfies LayerDefinition<RandomPixelateSpec, RandomPixelateOptions>;
