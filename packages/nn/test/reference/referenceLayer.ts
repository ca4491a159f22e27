// The type of a float64 reference of a layer: a forward pass that returns its backward pass.
import type { ChainLayer } from '../../src/chain.ts';
import type { LayerSpec } from '../../src/layers/index.ts';

/** Takes the gradient of the layer's output, adds to the gradient of its weights, gives the gradient of its input. */
export type Backward = (gradient: Float64Array) => Float64Array;

export interface Passed {
  output: Float64Array;
  backward: Backward;
}

/**
 * One sample through one layer, written the naive way. `weights` and `gradient` are the vectors of all the model's
 * parameters; values lie in the order height, width, channel.
 */
export type ReferenceLayer<Spec = LayerSpec> = (
  layer: ChainLayer,
  spec: Spec,
  weights: ArrayLike<number>,
  input: Float64Array,
  gradient: Float64Array,
) => Passed;

/** A layer that leaves the values as they are: their order is that of a flat vector already. */
export const unchanged: ReferenceLayer = (_layer, _spec, _weights, input) => ({ output: input, backward: (g) => g });
