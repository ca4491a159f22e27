// L2 penalties of kernels: added to loss and gradient on the main thread, in a fixed order.
import type { Chain } from '../chain.ts';

export interface Penalty {
  /** Sum of l2 * w^2 over the penalized weights, in float64. */
  value(weights: Float32Array): number;
  /** Adds 2 * l2 * w to the gradients. */
  addGradient(weights: Float32Array, gradients: Float32Array): void;
}

/** The penalties of the weights of a chain (`regularizers.L2` in Keras); undefined if there are none. */
export function penaltyOf(chain: Chain): Penalty | undefined {
  const penalized = chain.layers
    .flatMap(({ weights }) => weights)
    .flatMap(({ offset, size, l2 = 0 }) => (l2 > 0 ? [{ start: offset, end: offset + size, l2 }] : []));
  if (penalized.length === 0) return undefined;
  return {
    value: (weights) => {
      let sum = 0;
      for (const { start, end, l2 } of penalized) {
        let squares = 0;
        for (let i = start; i < end; i++) {
          const w = weights[i] ?? 0;
          squares += w * w;
        }
        sum += l2 * squares;
      }
      return sum;
    },
    addGradient: (weights, gradients) => {
      for (const { start, end, l2 } of penalized) {
        for (let i = start; i < end; i++) gradients[i] = (gradients[i] ?? 0) + 2 * l2 * (weights[i] ?? 0);
      }
    },
  };
}
