// Batch normalization: uses batch statistics in training and their moving averages afterwards.

import { ModelError } from '../modelError.ts';
import type { Spec } from '../resolvedLayer.ts';
import { sizeOf } from '../shape.ts';
import { batchNormalizationMaker } from '../steps/index.ts';
import type { LayerDefinition } from './layer.ts';
import { booleanOption, finiteNumber, named } from './options.ts';
import { scaleAndOffset } from './scaleAndOffset.ts';

export interface BatchNormalizationOptions {
  /** Momentum of the moving averages, from 0 to 1. Default 0.99. */
  momentum?: number;
  /** Added to the variance, at least 0. Default 0.001. */
  epsilon?: number;
  /** Learn an offset (beta). Default true. */
  center?: boolean;
  /** Learn a scale (gamma). Default true. */
  scale?: boolean;
  name?: string;
}

export interface BatchNormalizationSpec extends Spec<'batchNormalization'> {
  momentum: number;
  epsilon: number;
  center: boolean;
  scale: boolean;
}

/**
 * (x - mean) / sqrt(variance + epsilon) * gamma + beta for each channel, or each unit of a vector (Keras
 * `BatchNormalization`; Ioffe and Szegedy 2015). In training, mean and variance are computed over all samples and
 * positions of the batch, and the moving averages follow: moving = momentum * moving + (1 - momentum) * batch, with the
 * variance divided by the count (as in Keras 3). Otherwise the moving averages are used.
 *
 * The batch statistics need every sample of the batch, so training runs in stages, split before each such layer. Each
 * layer costs one extra forward pass and two extra worker synchronizations per batch, and batch size x layer input (4
 * bytes per value) of memory.
 *
 * @example layers.batchNormalization({ momentum: 0.9 })
 */
export function batchNormalization({
  momentum = 0.99,
  epsilon = 1e-3,
  center = true,
  scale = true,
  name,
}: BatchNormalizationOptions = {}): BatchNormalizationSpec {
  const layer = 'batchNormalization';
  finiteNumber(layer, 'momentum', momentum);
  if (momentum < 0 || momentum > 1) {
    throw new ModelError(`${layer}: momentum must be from 0 to 1, got ${momentum}`);
  }
  if (finiteNumber(layer, 'epsilon', epsilon) < 0) {
    throw new ModelError(`${layer}: epsilon must be at least 0, got ${epsilon}`);
  }
  return {
    kind: layer,
    ...named(layer, name),
    momentum,
    epsilon,
    center: booleanOption(layer, 'center', center),
    scale: booleanOption(layer, 'scale', scale),
  };
}

export const batchNormalizationLayer = {
  kind: 'batchNormalization',
  className: 'BatchNormalization',
  example: {},
  weights: (spec, channels) => {
    const perChannel = { shape: [channels], fanIn: channels, fanOut: channels, trainable: false };
    return [
      ...scaleAndOffset(spec, channels),
      { name: 'movingMean', initializer: 'zeros', ...perChannel },
      { name: 'movingVariance', initializer: 'ones', ...perChannel },
    ];
  },
  multiplyAdds: (_, input) => sizeOf(input),
  pointwise: true,
  steps: batchNormalizationMaker,
  onnx: (nodes, { epsilon }) => {
    const statistics = nodes.weights('movingMean', 'movingVariance');
    const affine = [nodes.channelWeight('gamma', 1), nodes.channelWeight('beta', 0)];
    return nodes.node('BatchNormalization', [nodes.input, ...affine, ...statistics], { epsilon: { float: epsilon } });
  },
  keras: { constants: { axis: -1 } },
} satisfies LayerDefinition<BatchNormalizationSpec, BatchNormalizationOptions>;
