// Normalization, layer normalization, and batch normalization with its moving statistics, in float64.
import type { ChainLayer } from '../../src/chain.ts';
import type { SpecOf } from '../../src/layers/index.ts';
import type { ReferenceLayer } from './referenceLayer.ts';

/** One weight of a layer by name: where it begins in the parameters, or undefined. */
export function offsetOf(layer: ChainLayer, name: string): number | undefined {
  return layer.weights.find((weight) => weight.name === name)?.offset;
}

const at = (value: number | number[], channel: number) => (Array.isArray(value) ? value[channel]! : value);

export const normalization: ReferenceLayer<SpecOf<'normalization'>> = (layer, spec, _weights, input) => {
  const channels = layer.inputShape.at(-1)!;
  const deviation = (i: number) => Math.max(Math.sqrt(at(spec.variance, i % channels)), 1e-7);
  return {
    output: input.map((v, i) => (v - at(spec.mean, i % channels)) / deviation(i)),
    backward: (g) => g.map((v, i) => v / deviation(i)),
  };
};

export const layerNormalization: ReferenceLayer<SpecOf<'layerNormalization'>> = (
  layer,
  spec,
  weights,
  input,
  gradient,
) => {
  const channels = layer.inputShape.at(-1)!;
  const gamma = offsetOf(layer, 'gamma');
  const beta = offsetOf(layer, 'beta');
  const factor = (c: number) => (gamma === undefined ? 1 : weights[gamma + c]!);
  const normal = new Float64Array(input.length);
  const inverses = new Float64Array(input.length / channels);
  for (let p = 0; p < inverses.length; p++) {
    const group = input.subarray(p * channels, (p + 1) * channels);
    const mean = group.reduce((sum, v) => sum + v, 0) / channels;
    const variance = group.reduce((sum, v) => sum + (v - mean) ** 2, 0) / channels;
    inverses[p] = 1 / Math.sqrt(variance + spec.epsilon);
    group.forEach((v, c) => {
      normal[p * channels + c] = (v - mean) * inverses[p]!;
    });
  }
  return {
    output: normal.map((v, i) => v * factor(i % channels) + (beta === undefined ? 0 : weights[beta + (i % channels)]!)),
    backward: (g) => {
      const below = new Float64Array(input.length);
      for (let p = 0; p < inverses.length; p++) {
        let sum = 0;
        let product = 0;
        for (let c = 0; c < channels; c++) {
          const i = p * channels + c;
          if (gamma !== undefined) gradient[gamma + c]! += g[i]! * normal[i]!;
          if (beta !== undefined) gradient[beta + c]! += g[i]!;
          sum += g[i]! * factor(c);
          product += g[i]! * factor(c) * normal[i]!;
        }
        for (let c = 0; c < channels; c++) {
          const i = p * channels + c;
          below[i] = inverses[p]! * (g[i]! * factor(c) - sum / channels - (normal[i]! * product) / channels);
        }
      }
      return below;
    },
  };
};

/** One sample by the moving statistics: what prediction computes. The statistics count as constants. */
export const batchNormalization: ReferenceLayer<SpecOf<'batchNormalization'>> = (
  layer,
  spec,
  weights,
  input,
  gradient,
) => {
  const channels = layer.inputShape.at(-1)!;
  const gamma = offsetOf(layer, 'gamma');
  const beta = offsetOf(layer, 'beta');
  const mean = offsetOf(layer, 'movingMean')!;
  const variance = offsetOf(layer, 'movingVariance')!;
  const factor = (c: number) => (gamma === undefined ? 1 : weights[gamma + c]!);
  const inverse = (c: number) => 1 / Math.sqrt(weights[variance + c]! + spec.epsilon);
  const normal = input.map((v, i) => (v - weights[mean + (i % channels)]!) * inverse(i % channels));
  return {
    output: normal.map((v, i) => v * factor(i % channels) + (beta === undefined ? 0 : weights[beta + (i % channels)]!)),
    backward: (g) => {
      g.forEach((v, i) => {
        if (gamma !== undefined) gradient[gamma + (i % channels)]! += v * normal[i]!;
        if (beta !== undefined) gradient[beta + (i % channels)]! += v;
      });
      return g.map((v, i) => v * factor(i % channels) * inverse(i % channels));
    },
  };
};
