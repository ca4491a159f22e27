// LeakyReLU: multiplies values below zero by a small slope.
import type { Spec } from '../resolvedLayer.ts';
import { activationMaker } from '../steps/index.ts';
import type { LayerDefinition } from './layer.ts';
import { atLeastZero, named } from './options.ts';

export interface LeakyReluOptions {
  /** Slope below zero, at least 0. Default 0.3, as in the Keras layer (the Keras function has 0.2). */
  negativeSlope?: number;
  name?: string;
}

export interface LeakyReluSpec extends Spec<'leakyRelu'> {
  negativeSlope: number;
}

/**
 * Returns x where x is above 0, otherwise `negativeSlope` * x (Keras `LeakyReLU`; Maas, Hannun and Ng 2013). After a
 * convolution, it is fused with the convolution and the max pooling layers that follow.
 *
 * @throws ModelError if the slope is below 0
 * @example layers.leakyRelu({ negativeSlope: 0.1 })
 */
export function leakyRelu({ negativeSlope = 0.3, name }: LeakyReluOptions = {}): LeakyReluSpec {
  return {
    kind: 'leakyRelu',
    ...named('leakyRelu', name),
    negativeSlope: atLeastZero('leakyRelu', 'negativeSlope', negativeSlope),
  };
}

export const leakyReluLayer = {
  kind: 'leakyRelu',
  className: 'LeakyReLU',
  example: {},
  pointwise: true,
  applies: ({ negativeSlope }) => ({ activation: 'leakyRelu', negativeSlope }),
  steps: activationMaker,
  // Keras 2 and TensorFlow.js call the slope alpha.
  keras: { names: { negativeSlope: ['alpha', 'negative_slope'] } },
} satisfies LayerDefinition<LeakyReluSpec, LeakyReluOptions>;
