// Normalization with a given mean and variance per channel, usually those of the training images.

import { ModelError } from '../modelError.ts';
import type { Spec } from '../resolvedLayer.ts';
import { channelsOf, sizeOf } from '../shape.ts';
import { normalizationMaker } from '../steps/index.ts';
import type { LayerDefinition } from './layer.ts';
import { finiteNumber, named } from './options.ts';

export interface NormalizationOptions {
  /** Mean: one number, or one per channel; measured by `adaptNormalization`. */
  mean: number | readonly number[];
  /** Variance: one number, or one per channel; at least 0. */
  variance: number | readonly number[];
  name?: string;
}

export interface NormalizationSpec extends Spec<'normalization'> {
  mean: number | number[];
  variance: number | number[];
}

function numbers(option: string, value: unknown): number | number[] {
  if (!Array.isArray(value)) return finiteNumber('normalization', option, value);
  return value.map((item) => finiteNumber('normalization', option, item));
}

/**
 * Computes (x - mean) / max(sqrt(variance), 1e-7) for each channel (Keras `Normalization`). Mean and variance are
 * options, not weights: they are not trained and are saved with the architecture.
 *
 * @example layers.normalization(await adaptNormalization(images))
 */
export function normalization({ mean, variance, name }: NormalizationOptions): NormalizationSpec {
  const spec: NormalizationSpec = {
    kind: 'normalization',
    ...named('normalization', name),
    mean: numbers('mean', mean),
    variance: numbers('variance', variance),
  };
  const negative = [spec.variance].flat().find((value) => value < 0);
  if (negative !== undefined) throw new ModelError(`normalization: variance must be at least 0, got ${negative}`);
  return spec;
}

export const normalizationLayer = {
  kind: 'normalization',
  className: 'Normalization',
  example: { mean: 127, variance: 3000 },
  outputShape: ({ mean, variance }, input) => {
    const channels = channelsOf(input);
    for (const [option, value] of Object.entries({ mean, variance })) {
      if (Array.isArray(value) && value.length !== channels) {
        throw new ModelError(`${option} has ${value.length} numbers, the input has ${channels} channels`);
      }
    }
    return input;
  },
  multiplyAdds: (_, input) => sizeOf(input),
  pointwise: true,
  steps: normalizationMaker,
  onnx: (nodes, { mean, variance }) => {
    const deviations = [variance].flat().map((value) => Math.max(Math.sqrt(value), 1e-7));
    const centered = nodes.node('Sub', [nodes.input, nodes.perChannel('mean', [mean].flat())], {}, 'centred');
    return nodes.node('Div', [centered, nodes.perChannel('deviation', deviations)]);
  },
} satisfies LayerDefinition<NormalizationSpec, NormalizationOptions>;
