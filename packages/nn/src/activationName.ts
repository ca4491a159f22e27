// The activation functions by name, with the numbers that some of them take.

export const activationNames = ['linear', 'relu', 'leakyRelu', 'elu', 'gelu', 'tanh', 'sigmoid', 'softmax'] as const;

/**
 * As in Keras 3: `leakyRelu` has a negative slope of 0.2, `elu` an alpha of 1, `gelu` is the exact one (with erf), and
 * `softmax` goes over the channels of each position. Other slopes and gelu's tanh form: `layers.activation`.
 */
export type ActivationName = (typeof activationNames)[number];

/** An activation with its numbers; the defaults are those of `ActivationName`. */
export interface ActivationFunction {
  activation: ActivationName;
  /** Of leakyRelu. */
  negativeSlope?: number;
  /** Of elu. */
  alpha?: number;
  /** Of gelu: the form with tanh. */
  approximate?: boolean;
}
