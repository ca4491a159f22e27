// Softmax layer. As the last layer it equals the softmax activation of a dense layer.

import type { Spec } from '../resolvedLayer.ts';
import { activationMaker } from '../steps/index.ts';
import type { LayerDefinition } from './layer.ts';
import { named } from './options.ts';

export interface SoftmaxOptions {
  name?: string;
}

export type SoftmaxSpec = Spec<'softmax'>;

/**
 * Probabilities of logits: of a vector, or over the channels of each position (Keras `Softmax`). As the last layer of a
 * vector it is computed with the loss.
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
