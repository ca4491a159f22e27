// A whole batch in float64 with softmax and cross-entropy, and batch normalization with the statistics of the batch.
import type { Chain, ChainLayer } from '../../src/chain.ts';
import type { SpecOf } from '../../src/layers/index.ts';
import { referenceOf } from './index.ts';
import { offsetOf } from './normalization.ts';

export interface BatchResult {
  probabilities: number[][];
  losses: number[];
  /** Of the mean of the losses. */
  gradient: Float64Array;
  /** The weights with their moving statistics moved. */
  weights: Float64Array;
}

type BatchBackward = (gradients: Float64Array[]) => Float64Array[];

function normalizeBatch(
  layer: ChainLayer,
  spec: SpecOf<'batchNormalization'>,
  weights: ArrayLike<number>,
  inputs: Float64Array[],
  gradient: Float64Array,
  moved: Float64Array,
): { outputs: Float64Array[]; backward: BatchBackward } {
  const channels = layer.inputShape.at(-1)!;
  const [gamma, beta] = [offsetOf(layer, 'gamma'), offsetOf(layer, 'beta')];
  const count = (inputs.length * inputs[0]!.length) / channels;
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  const average = (into: Float64Array, of: (value: number, channel: number) => number) => {
    for (const input of inputs) {
      for (const [i, v] of input.entries()) into[i % channels]! += of(v, i % channels) / count;
    }
  };
  average(mean, (v) => v);
  average(variance, (v, c) => (v - mean[c]!) ** 2);
  const inverse = variance.map((v) => 1 / Math.sqrt(v + spec.epsilon));
  const factor = (c: number) => (gamma === undefined ? 1 : weights[gamma + c]!);
  const normal = inputs.map((input) => input.map((v, i) => (v - mean[i % channels]!) * inverse[i % channels]!));
  for (let c = 0; c < channels; c++) {
    for (const [name, value] of [
      ['movingMean', mean[c]!],
      ['movingVariance', variance[c]!],
    ] as const) {
      const at = offsetOf(layer, name)! + c;
      moved[at] = moved[at]! * spec.momentum + value * (1 - spec.momentum);
    }
  }
  const shift = (c: number) => (beta === undefined ? 0 : weights[beta + c]!);
  return {
    outputs: normal.map((values) => values.map((v, i) => v * factor(i % channels) + shift(i % channels))),
    backward: (gradients) => {
      const sums = new Float64Array(channels);
      const products = new Float64Array(channels);
      gradients.forEach((g, n) => {
        g.forEach((v, i) => {
          sums[i % channels]! += v;
          products[i % channels]! += v * normal[n]![i]!;
        });
      });
      for (let c = 0; c < channels; c++) {
        if (gamma !== undefined) gradient[gamma + c]! += products[c]!;
        if (beta !== undefined) gradient[beta + c]! += sums[c]!;
      }
      return gradients.map((g, n) =>
        g.map((v, i) => {
          const c = i % channels;
          return factor(c) * inverse[c]! * (v - sums[c]! / count - (normal[n]![i]! * products[c]!) / count);
        }),
      );
    },
  };
}

/** One training pass of a chain that draws nothing and ends in a softmax. */
export function batchReference(
  chain: Chain,
  weights: ArrayLike<number>,
  samples: Float64Array[],
  labels: ArrayLike<number>,
): BatchResult {
  const gradient = new Float64Array(chain.parameters);
  const moved = Float64Array.from(weights);
  const backwards: BatchBackward[] = [];
  let values = samples;
  for (const layer of chain.layers) {
    const { spec } = layer;
    if (spec.kind === 'batchNormalization') {
      const { outputs, backward } = normalizeBatch(layer, spec, weights, values, gradient, moved);
      values = outputs;
      backwards.push(backward);
      continue;
    }
    const passed = values.map((value) => referenceOf(spec)(layer, spec, weights, value, gradient));
    values = passed.map(({ output }) => output);
    backwards.push((gradients) => passed.map(({ backward }, n) => backward(gradients[n]!)));
  }
  const probabilities = values.map((logits) => {
    const top = Math.max(...logits);
    const exponents = Array.from(logits, (v) => Math.exp(v - top));
    const sum = exponents.reduce((a, b) => a + b);
    return exponents.map((v) => v / sum);
  });
  let above = probabilities.map((row, n) =>
    Float64Array.from(row, (p, c) => (p - (c === labels[n] ? 1 : 0)) / samples.length),
  );
  for (const backward of backwards.toReversed()) above = backward(above) as Float64Array<ArrayBuffer>[];
  return {
    probabilities,
    losses: probabilities.map((row, n) => -Math.log(row[labels[n]!]!)),
    gradient,
    weights: moved,
  };
}
