// The activation functions and layer in float64.
import type { SpecOf } from '../../src/layers/index.ts';
import type { ReferenceLayer } from './referenceLayer.ts';

/** 1 - erf(x) for x of at least 0: the series of erf below 2, the continued fraction above. */
function complement(x: number): number {
  if (x > 2) {
    let fraction = x;
    for (let n = 120; n >= 1; n--) fraction = x + n / 2 / fraction;
    return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
  }
  let term = x;
  let sum = x;
  for (let n = 1; n < 60; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return 1 - (2 / Math.sqrt(Math.PI)) * sum;
}

/** The share of a standard normal distribution below x. */
function normalShare(x: number): number {
  const half = complement(Math.abs(x) / Math.SQRT2) / 2;
  return x < 0 ? half : 1 - half;
}

export interface ActivationNumbers {
  negativeSlope?: number;
  alpha?: number;
  approximate?: boolean;
}

/** The function of an activation that goes value by value, and its derivative. */
export function functionOf(
  activation: string,
  { negativeSlope = 0.2, alpha = 1, approximate = false }: ActivationNumbers = {},
): { value: (x: number) => number; slope: (x: number) => number } {
  const k = Math.sqrt(2 / Math.PI);
  switch (activation) {
    case 'linear':
      return { value: (x) => x, slope: () => 1 };
    case 'relu':
      return { value: (x) => Math.max(x, 0), slope: (x) => (x > 0 ? 1 : 0) };
    case 'leakyRelu':
      return { value: (x) => (x > 0 ? x : negativeSlope * x), slope: (x) => (x > 0 ? 1 : negativeSlope) };
    case 'elu':
      return { value: (x) => (x > 0 ? x : alpha * Math.expm1(x)), slope: (x) => (x > 0 ? 1 : alpha * Math.exp(x)) };
    case 'tanh':
      return { value: Math.tanh, slope: (x) => 1 - Math.tanh(x) ** 2 };
    case 'sigmoid':
      return {
        value: (x) => 1 / (1 + Math.exp(-x)),
        slope: (x) => (1 / (1 + Math.exp(-x))) * (1 / (1 + Math.exp(x))),
      };
    case 'gelu':
      if (approximate) {
        const angle = (x: number) => Math.tanh(k * (x + 0.044715 * x ** 3));
        return {
          value: (x) => 0.5 * x * (1 + angle(x)),
          slope: (x) => 0.5 * (1 + angle(x)) + 0.5 * x * (1 - angle(x) ** 2) * k * (1 + 3 * 0.044715 * x * x),
        };
      }
      return {
        value: (x) => x * normalShare(x),
        slope: (x) => normalShare(x) + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI),
      };
    default:
      throw new Error(`no reference of activation ${activation}`);
  }
}

const softmaxOverChannels = (channels: number, input: Float64Array) => {
  const output = new Float64Array(input.length);
  for (let from = 0; from < input.length; from += channels) {
    const group = input.subarray(from, from + channels);
    const top = Math.max(...group);
    const sum = group.reduce((total, v) => total + Math.exp(v - top), 0);
    group.forEach((v, c) => {
      output[from + c] = Math.exp(v - top) / sum;
    });
  }
  const backward = (g: Float64Array) => {
    const below = new Float64Array(input.length);
    for (let from = 0; from < input.length; from += channels) {
      let sum = 0;
      for (let c = from; c < from + channels; c++) sum += g[c]! * output[c]!;
      for (let c = from; c < from + channels; c++) below[c] = output[c]! * (g[c]! - sum);
    }
    return below;
  };
  return { output, backward };
};

/** Not for a last softmax, which is computed with the loss. */
export const activation: ReferenceLayer<SpecOf<'activation'>> = (layer, spec, _weights, input) => {
  if (spec.activation === 'softmax') return softmaxOverChannels(layer.outputShape.at(-1) ?? 1, input);
  const { value, slope } = functionOf(spec.activation, spec);
  return { output: input.map(value), backward: (g) => g.map((v, i) => v * slope(input[i]!)) };
};
