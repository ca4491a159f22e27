// The activation at the end of a layer with weights, in float64.
import { functionOf } from './activation.ts';
import type { Backward, Passed } from './referenceLayer.ts';

export function activated(activation: string, linear: Float64Array, backward: Backward): Passed {
  // A last softmax is computed with the loss.
  if (activation === 'linear' || activation === 'softmax') return { output: linear, backward };
  const { value, slope } = functionOf(activation);
  return {
    output: linear.map(value),
    backward: (g) => backward(g.map((v, i) => v * slope(linear[i]!))),
  };
}
