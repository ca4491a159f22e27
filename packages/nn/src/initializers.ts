// Initial weights: each a function of (seed, layer name, weight name), so no layer depends on another.
import type { Chain } from './chain.ts';
import { streamKey, uniform } from './random.ts';

/** All weights of a chain as one vector: Glorot uniform kernels (Glorot and Bengio 2010), zero biases. */
export function initialWeights(chain: Chain, seed: number): Float32Array {
  const weights = new Float32Array(chain.parameters);
  for (const layer of chain.layers) {
    for (const { name, initializer, fanIn, fanOut, offset, size } of layer.weights) {
      if (initializer === 'zeros') continue;
      const limit = Math.sqrt(6 / (fanIn + fanOut));
      weights.set(uniform(streamKey(seed, `${layer.name}/${name}`), size, -limit, limit), offset);
    }
  }
  return weights;
}
