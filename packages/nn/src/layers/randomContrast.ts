// Random contrast during training.

import { ModelError } from '../modelError.ts';
import type { Spec } from '../resolvedLayer.ts';
import type { Range } from '../steps/index.ts';
import type { LayerDefinition } from './layer.ts';
import { named } from './options.ts';
import { augmentation, type RangeOption, type ValueRangeOption, valueRangeOf } from './randomOptions.ts';

export interface RandomContrastOptions extends ValueRangeOption {
  /** [lower, upper], each from 0 to 1: contrast is drawn from 1 - lower to 1 + upper. One number f means [f, f]. */
  factor: RangeOption;
  name?: string;
}

export interface RandomContrastSpec extends Spec<'randomContrast'> {
  /** Distances from 1: lower, upper; not sorted. */
  factor: Range;
  valueRange?: Range;
}

function distances(factor: unknown): Range {
  const [lower, upper] = Array.isArray(factor) && factor.length === 2 ? factor : [factor, factor];
  for (const end of [lower, upper]) {
    if (typeof end === 'number' && end >= 0 && end <= 1) continue;
    throw new ModelError(
      `randomContrast: factor must be a number from 0 to 1 or [lower, upper] of such, got ${String(end)}`,
    );
  }
  return [lower, upper];
}

/**
 * Scales each value's distance from its channel mean by a random contrast, (x - mean) * contrast + mean, and clips to
 * the value range, during training only (Keras `RandomContrast` as documented: one number extends to both sides). Must
 * come before the first layer that computes.
 *
 * @throws ModelError if the factor is outside 0 to 1.
 * @example layers.randomContrast({ factor: 0.3 })
 */
export function randomContrast({ factor, valueRange, name }: RandomContrastOptions): RandomContrastSpec {
  return {
    kind: 'randomContrast',
    ...named('randomContrast', name),
    factor: distances(factor),
    ...valueRangeOf('randomContrast', valueRange),
  };
}

export const randomContrastLayer = {
  kind: 'randomContrast',
  className: 'RandomContrast',
  example: { factor: 0.1 },
  ...augmentation('contrast'),
  keras: {},
} satisfies LayerDefinition<RandomContrastSpec, RandomContrastOptions>;
