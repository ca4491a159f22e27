// Softmax as a separate layer. As the last layer it equals a final dense layer with softmax activation.

import type { Spec } from '../resolvedLayer.ts';
import { activationMaker } from '../steps/index.ts';
import type { LayerDefinition } from './layer.ts';
import { named } from './options.ts';

export interface SoftmaxOptions {
  name?: string;
}

export type SoftmaxSpec = Spec<'softmax'>;

/**
 * Converts logits to probabilities, over a vector or over the channels of each position (Keras `Softmax`). As the last
 * layer of a vector output it is computed with the loss.
 *
 * @example layers.softmax()
 */
export function softmax({ name }: SoftmaxOptions = {}): SoftmaxSpec {
  return { kind: 'softmax', ...named('softmax', name) };
}

export const softmaxLayer = {
  kind: 'softmax',
  className: 'Softmax',
  example: {},
  pointwise: true,
  applies: () => ({ activation: 'softmax' }),
  steps: activationMaker,
  keras: { constants: { axis: -1 } },
} satisfies LayerDefinition<SoftmaxSpec, SoftmaxOptions>;
