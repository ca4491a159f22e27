// Random zoom about the center of the image, in training only.

import type { Spec } from '../resolvedLayer.ts';
import type { FillSpec, Range } from '../steps/index.ts';
import type { LayerDefinition } from './layer.ts';
import { named } from './options.ts';
import { augmentation, type FillOptions, fillOf, type RangeOption, signedRange } from './randomOptions.ts';

export interface RandomZoomOptions extends FillOptions {
  /** From -1 to 1; 0.2 shows 20% more of the height (zooms out), -0.2 20% less. One number f means [-f, f]. */
  heightFactor: RangeOption;
  /** The same for the width; without it the width zooms as the height does, so that proportions stay. */
  widthFactor?: RangeOption;
  name?: string;
}

export interface RandomZoomSpec extends Spec<'randomZoom'>, FillSpec {
  heightFactor: Range;
  widthFactor?: Range;
}

/**
 * Zooms an image about its middle by a factor drawn for each image and epoch, in training only (Keras
 * `RandomZoom`). Positive factors zoom out; what comes in from outside is filled by `fillMode`. Belongs before the first
 * layer that computes.
 *
 * @throws ModelError for a factor outside -1 to 1.
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
