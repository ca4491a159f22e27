// The activation functions by name, as an option of layers that have one and of the layer `activation`.
import { oneOf } from './layer.ts';

export const activationNames = ['linear', 'relu', 'leakyRelu', 'elu', 'gelu', 'tanh', 'sigmoid', 'softmax'] as const;

/**
 * As in Keras 3: `leakyRelu` has a negative slope of 0.2, `elu` an alpha of 1, `gelu` is the exact one (with erf), and
 * `softmax` goes over the channels of each position. Other slopes and gelu's tanh form: `layers.activation`.
 */
export type ActivationName = (typeof activationNames)[number];

/** Checks an option that names an activation. */
export function activationOption(layer: string, option: string, value: unknown): ActivationName {
  return oneOf(layer, option, value, activationNames);
}
