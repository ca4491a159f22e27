// L2 penalties of kernels: part of the loss and of the gradient, in a fixed order on the main thread.
import type { Chain } from '../chain.ts';

export interface Penalty {
  /** The sum over the penalised weights of l2 * w^2, in float64. */
  value(weights: Float32Array): number;
  /** Adds 2 * l2 * w to the gradients. */
  addGradient(weights: Float32Array, gradients: Float32Array): void;
}

/** The penalties of a chain's weights (Keras' `regularizers.L2`); undefined where there are none. */
export function penaltyOf(chain: Chain): Penalty | undefined {
  const penalised = chain.layers
    .flatMap(({ weights }) => weights)
    .flatMap(({ offset, size, l2 = 0 }) => (l2 > 0 ? [{ begin: offset, end: offset + size, l2 }] : []));
  if (penalised.length === 0) return undefined;
  return {
    value: (weights) => {
      let sum = 0;
      for (const { begin, end, l2 } of penalised) {
        let squares = 0;
        for (let i = begin; i < end; i++) {
          const w = weights[i] ?? 0;
          squares += w * w;
        }
        sum += l2 * squares;
      }
      return sum;
    },
    addGradient: (weights, gradients) => {
      for (const { begin, end, l2 } of penalised) {
        for (let i = begin; i < end; i++) gradients[i] = (gradients[i] ?? 0) + 2 * l2 * (weights[i] ?? 0);
      }
    },
  };
}
