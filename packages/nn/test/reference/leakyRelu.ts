// LeakyReLU in float64.
import type { SpecOf } from '../../src/layers/index.ts';
import type { ReferenceLayer } from './referenceLayer.ts';

export const leakyRelu: ReferenceLayer<SpecOf<'leakyRelu'>> = (_layer, { negativeSlope }, _weights, input) => ({
  output: input.map((v) => (v > 0 ? v : negativeSlope * v)),
  backward: (g) => g.map((v, i) => (input[i]! > 0 ? v : negativeSlope * v)),
});
