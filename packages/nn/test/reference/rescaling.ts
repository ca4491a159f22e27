// Rescaling in float64.
import type { SpecOf } from '../../src/layers/index.ts';
import type { ReferenceLayer } from './referenceLayer.ts';

export const rescaling: ReferenceLayer<SpecOf<'rescaling'>> = (_layer, { scale, offset }, _weights, input) => ({
  output: input.map((v) => v * scale + offset),
  backward: (g) => g.map((v) => v * scale),
});
