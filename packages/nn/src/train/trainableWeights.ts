// Optimizer steps over the trainable weights only: other weights do not count in norms, decay or optimizer state.
import type { Chain } from '../chain.ts';

interface Range {
  start: number;
  end: number;
}

// Adjacent ranges are merged.
function trainableRanges(chain: Chain): Range[] {
  const ranges: Range[] = [];
  for (const { offset, size, trainable = true } of chain.layers.flatMap(({ weights }) => weights)) {
    if (!trainable || size === 0) continue;
    const last = ranges.at(-1);
    if (last?.end === offset) last.end += size;
    else ranges.push({ start: offset, end: offset + size });
  }
  return ranges;
}

export interface TrainableWeights {
  /** Number of trainable weights. */
  count: number;
  /** Calls `update` with the trainable weights and their gradients in order, and stores the updated weights. */
  step(
    weights: Float32Array,
    gradients: Float32Array,
    update: (weights: Float32Array, gradients: Float32Array) => void,
  ): void;
}

/** The trainable weights of a chain. If all weights are trainable, `update` receives the vectors without a copy. */
export function trainableWeights(chain: Chain): TrainableWeights {
  const ranges = trainableRanges(chain);
  const count = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
  if (count === chain.parameters) return { count, step: (weights, gradients, update) => update(weights, gradients) };
  const trainable = new Float32Array(count);
  const slopes = new Float32Array(count);
  return {
    count,
    step: (weights, gradients, update) => {
      let at = 0;
      for (const { start, end } of ranges) {
        trainable.set(weights.subarray(start, end), at);
        slopes.set(gradients.subarray(start, end), at);
        at += end - start;
      }
      update(trainable, slopes);
      at = 0;
      for (const { start, end } of ranges) {
        weights.set(trainable.subarray(at, at + end - start), start);
        at += end - start;
      }
    },
  };
}
