// An activation as a separate layer.

import type { ActivationName } from '../activationName.ts';
import { ModelError } from '../modelError.ts';
import type { Spec } from '../resolvedLayer.ts';
import { activationMaker } from '../steps/index.ts';
import type { LayerDefinition } from './layer.ts';
import { activationOption, atLeastZero, booleanOption, named } from './options.ts';

export interface ActivationOptions {
  activation: ActivationName;
  /** leakyRelu only: slope below zero, at least 0. Default 0.2, as in the Keras function (the Keras layer has 0.3). */
  negativeSlope?: number;
  /** elu only: the function approaches -alpha below zero, at least 0. Default 1. */
  alpha?: number;
  /** gelu only: use the tanh approximation, which differs by up to 0.0005. Default false: exact, with erf. */
  approximate?: boolean;
  name?: string;
}

export interface ActivationSpec extends Spec<'activation'> {
  activation: ActivationName;
  negativeSlope?: number;
  alpha?: number;
  approximate?: boolean;
}

/**
 * Applies an activation function to each value (Keras `Activation`): `linear`, `relu`, `leakyRelu`, `elu` (Clevert et
 * al. 2015), `gelu` (Hendrycks and Gimpel 2016), `tanh` or `sigmoid`; `softmax` runs over the channels of a position.
 * Computed values differ from the exact ones by at most 4e-7 relative to the larger of 1 and the value.
 *
 * @throws ModelError if an option belongs to another activation function.
 * @example layers.activation({ activation: 'leakyRelu', negativeSlope: 0.1 })
 */
export function activation({ activation, negativeSlope, alpha, approximate, name }: ActivationOptions): ActivationSpec {
  const activationName = activationOption('activation', 'activation', activation);
  for (const [option, value, owner] of [
    ['negativeSlope', negativeSlope, 'leakyRelu'],
    ['alpha', alpha, 'elu'],
    ['approximate', approximate, 'gelu'],
  ] as const) {
    if (value !== undefined && activationName !== owner) {
      throw new ModelError(`activation: ${option} is an option of ${owner}, not of ${activationName}`);
    }
  }
  return {
    kind: 'activation',
    ...named('activation', name),
    activation: activationName,
    ...(activationName === 'leakyRelu'
      ? { negativeSlope: atLeastZero('activation', 'negativeSlope', negativeSlope ?? 0.2) }
      : {}),
    ...(activationName === 'elu' ? { alpha: atLeastZero('activation', 'alpha', alpha ?? 1) } : {}),
    ...(activationName === 'gelu'
      ? { approximate: booleanOption('activation', 'approximate', approximate ?? false) }
      : {}),
  };
}

export const activationLayer = {
  kind: 'activation',
  className: 'Activation',
  example: { activation: 'relu' },
  pointwise: true,
  applies: (spec) => spec,
  steps: activationMaker,
  keras: {},
} satisfies LayerDefinition<ActivationSpec, ActivationOptions>;
