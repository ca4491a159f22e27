// Rescaling in float64.
import type { RescalingSpec } from '../../src/layers/index.ts';
import type { ReferenceLayer } from './referenceLayer.ts';

export const rescaling: ReferenceLayer<RescalingSpec> = (_layer, { scale, offset }, _weights, input) => ({
  output: input.map((v) => v * scale + offset),
  backward: (g) => g.map((v) => v * scale),
});
