// Spatial dropout: during training, sets whole channels to zero and scales up the rest.

import { ModelError } from '../modelError.ts';
import type { Spec } from '../resolvedLayer.ts';
import { planeOf } from '../shape.ts';
import { spatialDropout2dMaker } from '../steps/index.ts';
import type { LayerDefinition } from './layer.ts';
import { finiteNumber, named } from './options.ts';

export interface SpatialDropout2dOptions {
  /** Fraction of channels to drop, at least 0 and below 1. */
  rate: number;
  name?: string;
}

export interface SpatialDropout2dSpec extends Spec<'spatialDropout2d'> {
  rate: number;
}

/**
 * Sets each channel to zero with probability `rate` and multiplies the others by 1 / (1 - rate), during training only
 * (Keras `SpatialDropout2D`; Tompson et al. 2015). The rate is rounded to 1/65,536; the dropped channels are a function
 * of (seed, layer name, epoch, sample).
 *
 * @example layers.spatialDropout2d({ rate: 0.1 })
 */
export function spatialDropout2d({ rate, name }: SpatialDropout2dOptions): SpatialDropout2dSpec {
  const share = finiteNumber('spatialDropout2d', 'rate', rate);
  if (share < 0 || share >= 1) {
    throw new ModelError(`spatialDropout2d: rate must be at least 0 and below 1, got ${share}`);
  }
  return { kind: 'spatialDropout2d', ...named('spatialDropout2d', name), rate: share };
}

export const spatialDropout2dLayer = {
  kind: 'spatialDropout2d',
  className: 'SpatialDropout2D',
  example: { rate: 0.2 },
  outputShape: (_, input) => {
    planeOf(input);
    return input;
  },
  trainingOnly: true,
  steps: spatialDropout2dMaker,
  keras: {},
} satisfies LayerDefinition<SpatialDropout2dSpec, SpatialDropout2dOptions>;
