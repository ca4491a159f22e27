// Dense in float64.
import type { SpecOf } from '../../src/layers/index.ts';
import { activated } from './activated.ts';
import type { ReferenceLayer } from './referenceLayer.ts';

export const dense: ReferenceLayer<SpecOf<'dense'>> = (layer, spec, weights, input, gradient) => {
  const units = spec.units;
  const kernel = layer.weights[0]?.offset ?? 0;
  const bias = layer.weights[1]?.offset;
  const output = new Float64Array(units);
  for (let u = 0; u < units; u++) {
    output[u] = bias === undefined ? 0 : weights[bias + u]!;
    for (let i = 0; i < input.length; i++) output[u]! += input[i]! * weights[kernel + i * units + u]!;
  }
  return activated(spec.activation, output, (g) => {
    for (let u = 0; u < units; u++) if (bias !== undefined) gradient[bias + u]! += g[u]!;
    return input.map((value, i) => {
      let sum = 0;
      for (let u = 0; u < units; u++) {
        gradient[kernel + i * units + u]! += value * g[u]!;
        sum += weights[kernel + i * units + u]! * g[u]!;
      }
      return sum;
    });
  });
};
