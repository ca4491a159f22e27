// Dropout: during training, sets a fraction of the values to zero and scales up the rest.

import { ModelError } from '../modelError.ts';
import type { Spec } from '../resolvedLayer.ts';
import { dropoutMaker } from '../steps/index.ts';
import type { LayerDefinition } from './layer.ts';
import { finiteNumber, named } from './options.ts';

export interface DropoutOptions {
  /** Fraction of values to drop, at least 0 and below 1. */
  rate: number;
  name?: string;
}

export interface DropoutSpec extends Spec<'dropout'> {
  rate: number;
}

/**
 * Sets each value to zero with probability `rate` and multiplies the others by 1 / (1 - rate), during training only
 * (Keras `Dropout`). The rate is rounded to 1/65,536; the mask is a function of (seed, layer name, epoch, sample).
 *
 * @example layers.dropout({ rate: 0.2 })
 */
export function dropout({ rate, name }: DropoutOptions): DropoutSpec {
  const share = finiteNumber('dropout', 'rate', rate);
  if (share < 0 || share >= 1) throw new ModelError(`dropout: rate must be at least 0 and below 1, got ${share}`);
  return { kind: 'dropout', ...named('dropout', name), rate: share };
}

export const dropoutLayer = {
  kind: 'dropout',
  className: 'Dropout',
  example: { rate: 0.2 },
  trainingOnly: true,
  steps: dropoutMaker,
  keras: {},
} satisfies LayerDefinition<DropoutSpec, DropoutOptions>;
