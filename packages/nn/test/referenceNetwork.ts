// A naive float64 network, independent of the engine: outputs, loss and gradients to compare with.
import type { Chain } from '../src/chain.ts';
import { type Backward, referenceOf } from './reference/index.ts';

export interface ReferencePass {
  /** What the last layer puts out, before a softmax. */
  output: Float64Array;
  /** Takes the gradient of the output; gives those of the weights (in the chain's order) and of the image. */
  backward(gradient: ArrayLike<number>): { weights: Float64Array; input: Float64Array };
}

/** One sample through a chain without random layers. */
export function referencePass(chain: Chain, weights: ArrayLike<number>, image: ArrayLike<number>): ReferencePass {
  const gradient = new Float64Array(chain.parameters);
  let value: Float64Array = Float64Array.from(image);
  const backwards: Backward[] = [];
  for (const layer of chain.layers) {
    const passed = referenceOf(layer.spec)(layer, layer.spec, weights, value, gradient);
    value = passed.output;
    backwards.push(passed.backward);
  }
  return {
    output: value,
    backward: (above) => {
      gradient.fill(0);
      let g: Float64Array = Float64Array.from(above);
      for (const backward of backwards.toReversed()) g = backward(g);
      return { weights: gradient.slice(), input: g };
    },
  };
}

export interface ReferenceResult {
  probabilities: number[];
  loss: number;
  /** In the order of the chain's parameters. */
  gradient: Float64Array;
}

/** The same with softmax, cross-entropy and the gradient of every weight. */
export function referenceRun(
  chain: Chain,
  weights: ArrayLike<number>,
  image: ArrayLike<number>,
  label: number,
): ReferenceResult {
  const { output, backward } = referencePass(chain, weights, image);
  const top = Math.max(...output);
  const exponents = Array.from(output, (v) => Math.exp(v - top));
  const sum = exponents.reduce((a, b) => a + b, 0);
  const probabilities = exponents.map((v) => v / sum);
  const above = probabilities.map((p, i) => p - (i === label ? 1 : 0));
  return { probabilities, loss: -Math.log(probabilities[label] ?? 0), gradient: backward(above).weights };
}
