// Layer normalisation: each position by the mean and variance of its own channels.
import { ModelError } from '../modelError.ts';
import { booleanOption, channelsOf, finiteNumber, type LayerDefinition, named, type Spec, sizeOf } from './layer.ts';

export interface LayerNormalizationOptions {
  /** Added to the variance, at least 0. Default 0.001. */
  epsilon?: number;
  /** Whether an offset (beta) is learned. Default true. */
  center?: boolean;
  /** Whether a factor (gamma) is learned. Default true. */
  scale?: boolean;
  name?: string;
}

export interface LayerNormalizationSpec extends Spec<'layerNormalization'> {
  epsilon: number;
  center: boolean;
  scale: boolean;
}

/**
 * (x - mean) / sqrt(variance + epsilon) * gamma + beta, with mean and variance over the channels of each position, or
 * over the units of a vector (Keras `LayerNormalization` with axis -1; Ba, Kiros and Hinton 2016). Training and
 * prediction compute the same.
 *
 * @example layers.layerNormalization()
 */
export function layerNormalization({
  epsilon = 1e-3,
  center = true,
  scale = true,
  name,
}: LayerNormalizationOptions = {}): LayerNormalizationSpec {
  const layer = 'layerNormalization';
  if (finiteNumber(layer, 'epsilon', epsilon) < 0) {
    throw new ModelError(`${layer}: epsilon must be at least 0, got ${epsilon}`);
  }
  return {
    kind: layer,
    ...named(layer, name),
    epsilon,
    center: booleanOption(layer, 'center', center),
    scale: booleanOption(layer, 'scale', scale),
  };
}

export const layerNormalizationLayer: LayerDefinition<LayerNormalizationSpec> = {
  kind: 'layerNormalization',
  className: 'LayerNormalization',
  outputShape: (_, input) => input,
  weights: ({ scale, center }, input) => {
    const channels = channelsOf(input);
    const own = { shape: [channels], fanIn: channels, fanOut: channels };
    return [
      ...(scale ? [{ name: 'gamma', initializer: 'ones' as const, ...own }] : []),
      ...(center ? [{ name: 'beta', initializer: 'zeros' as const, ...own }] : []),
    ];
  },
  multiplyAdds: (_, input) => 2 * sizeOf(input),
};
