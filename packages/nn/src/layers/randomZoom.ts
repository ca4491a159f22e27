// Random zoom about the image center during training.

import type { Spec } from '../resolvedLayer.ts';
import type { FillSpec, Range } from '../steps/index.ts';
import type { LayerDefinition } from './layer.ts';
import { named } from './options.ts';
import { augmentation, type FillOptions, fillOf, type RangeOption, signedRange } from './randomOptions.ts';

export interface RandomZoomOptions extends FillOptions {
  /** From -1 to 1; 0.2 shows 20% more of the height (zooms out), -0.2 20% less. A single number f means [-f, f]. */
  heightFactor: RangeOption;
  /** The same for the width; by default the width zooms with the height, preserving the aspect ratio. */
  widthFactor?: RangeOption;
  name?: string;
}

export interface RandomZoomSpec extends Spec<'randomZoom'>, FillSpec {
  heightFactor: Range;
  widthFactor?: Range;
}

/**
 * Zooms each image about its center by a random factor, redrawn every epoch, during training only (Keras
 * `RandomZoom`). Positive factors zoom out; pixels from outside the image follow `fillMode`. Must come before the
 * first layer that computes.
 *
 * @throws ModelError if a factor is outside -1 to 1.
 * @example layers.randomZoom({ heightFactor: [-0.2, 0.1] })
 */
export function randomZoom({ heightFactor, widthFactor, name, ...fill }: RandomZoomOptions): RandomZoomSpec {
  return {
    kind: 'randomZoom',
    ...named('randomZoom', name),
    heightFactor: signedRange('randomZoom', 'heightFactor', heightFactor),
    ...(widthFactor === undefined ? {} : { widthFactor: signedRange('randomZoom', 'widthFactor', widthFactor) }),
    ...fillOf('randomZoom', fill),
  };
}

export const randomZoomLayer = {
  kind: 'randomZoom',
  className: 'RandomZoom',
  example: { heightFactor: 0.1 },
  ...augmentation('zoom'),
  keras: {},
} satisfies LayerDefinition<RandomZoomSpec, RandomZoomOptions>;
