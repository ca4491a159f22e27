// Layer normalization: normalizes each position by the mean and variance of its channels.

import { ModelError } from '../modelError.ts';
import type { Spec } from '../resolvedLayer.ts';
import { sizeOf } from '../shape.ts';
import { layerNormalizationMaker } from '../steps/index.ts';
import type { LayerDefinition } from './layer.ts';
import { booleanOption, finiteNumber, named } from './options.ts';
import { scaleAndOffset } from './scaleAndOffset.ts';

export interface LayerNormalizationOptions {
  /** Added to the variance, at least 0. Default 0.001. */
  epsilon?: number;
  /** Learn an offset (beta). Default true. */
  center?: boolean;
  /** Learn a scale (gamma). Default true. */
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
 * inference compute the same values.
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

export const layerNormalizationLayer = {
  kind: 'layerNormalization',
  className: 'LayerNormalization',
  example: {},
  weights: scaleAndOffset,
  multiplyAdds: (_, input) => 2 * sizeOf(input),
  pointwise: true,
  steps: layerNormalizationMaker,
  // ONNX normalizes over the last axes, so the channels must be last.
  onnx: (nodes, { epsilon }) => {
    const normalize = (input: string, part?: string) => {
      const affine = [nodes.channelWeight('gamma', 1), nodes.channelWeight('beta', 0)];
      return nodes.node('LayerNormalization', [input, ...affine], { epsilon: { float: epsilon } }, part);
    };
    if (nodes.inputShape.length === 1) return normalize(nodes.input);
    return nodes.channelsFirst(normalize(nodes.channelsLast(nodes.input), 'normalised'));
  },
  keras: { constants: { axis: -1 }, accepts: { rms_scaling: false } },
} satisfies LayerDefinition<LayerNormalizationSpec, LayerNormalizationOptions>;
