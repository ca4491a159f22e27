// Steps of an optimizer over the trainable weights alone: what is not trainable is no part of its norms, decay or state.
import type { Chain } from '../chain.ts';

interface Range {
  begin: number;
  end: number;
}

// Neighbours joined.
function trainableRanges(chain: Chain): Range[] {
  const ranges: Range[] = [];
  for (const { offset, size, trainable = true } of chain.layers.flatMap(({ weights }) => weights)) {
    if (!trainable || size === 0) continue;
    const last = ranges.at(-1);
    if (last?.end === offset) last.end += size;
    else ranges.push({ begin: offset, end: offset + size });
  }
  return ranges;
}

export interface TrainableWeights {
  /** How many there are. */
  count: number;
  /** Calls `update` with the trainable weights and their gradients, one after the other, and keeps the changed weights. */
  step(
    weights: Float32Array,
    gradients: Float32Array,
    update: (weights: Float32Array, gradients: Float32Array) => void,
  ): void;
}

/** Where every weight is trainable, `update` gets the vectors themselves. */
export function trainableWeights(chain: Chain): TrainableWeights {
  const ranges = trainableRanges(chain);
  const count = ranges.reduce((sum, { begin, end }) => sum + end - begin, 0);
  if (count === chain.parameters) return { count, step: (weights, gradients, update) => update(weights, gradients) };
  const ownWeights = new Float32Array(count);
  const ownGradients = new Float32Array(count);
  return {
    count,
    step: (weights, gradients, update) => {
      let at = 0;
      for (const { begin, end } of ranges) {
        ownWeights.set(weights.subarray(begin, end), at);
        ownGradients.set(gradients.subarray(begin, end), at);
        at += end - begin;
      }
      update(ownWeights, ownGradients);
      at = 0;
      for (const { begin, end } of ranges) {
        weights.set(ownWeights.subarray(at, at + end - begin), begin);
        at += end - begin;
      }
    },
  };
}
