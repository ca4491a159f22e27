// Batch statistics for training in stages: the main thread adds the sums of the slots in order, whichever worker ran
// them.
import type { Barrier, StageBuffers, StagePass, Stages } from './stages.ts';

export interface BatchStatistics {
  /** After a pass: reduces the sums of the first `used` slots to means over the batch. */
  reduce(pass: StagePass, used: number, batch: number): void;
  /** Writes the gradients of gamma and beta into a gradient of all parameters. */
  addGradients(gradient: Float32Array, batch: number): void;
  /** Moves the moving statistics in `weights` towards those of the last batch. */
  updateMoving(weights: Float32Array): void;
}

export function batchStatistics({ barriers, slotDoubles }: Stages, buffers: StageBuffers): BatchStatistics {
  const sums = new Float64Array(buffers.sums);
  const statistics = new Float64Array(buffers.statistics);

  // Sum of one double over the slots, in order.
  const total = (index: number, used: number) => {
    let sum = 0;
    for (let slot = 0; slot < used; slot++) sum += sums[slot * slotDoubles + index] ?? 0;
    return sum;
  };
  const forEachChannel = (barrier: Barrier, visit: (channel: number, value: number, gradient: number) => void) => {
    const { channels } = barrier.step.from;
    for (let c = 0; c < channels; c++) {
      visit(c, barrier.statistics + 2 * c, barrier.statistics + 2 * (channels + c));
    }
  };

  return {
    reduce: ({ direction, stage }, used, batch) => {
      const values = direction === 'forward' ? barriers[stage] : undefined;
      if (values !== undefined) {
        const count = batch * values.positions;
        forEachChannel(values, (c, index) => {
          const mean = total(2 * c, used) / count;
          statistics[index] = mean;
          statistics[index + 1] = Math.max(total(2 * c + 1, used) / count - mean * mean, 0);
        });
        return;
      }
      const gradients = barriers[stage - 1];
      if (gradients === undefined) return;
      const count = batch * gradients.positions;
      forEachChannel(gradients, (c, _, index) => {
        statistics[index] = total(2 * c, used) / count;
        statistics[index + 1] = total(2 * c + 1, used) / count;
      });
    },
    addGradients: (gradient, batch) => {
      for (const barrier of barriers) {
        const { gammaOffset, betaOffset } = barrier.step;
        const count = batch * barrier.positions;
        forEachChannel(barrier, (c, _, index) => {
          if (betaOffset >= 0) gradient[betaOffset + c] = (statistics[index] ?? 0) * count;
          if (gammaOffset >= 0) gradient[gammaOffset + c] = (statistics[index + 1] ?? 0) * count;
        });
      }
    },
    updateMoving: (weights) => {
      for (const barrier of barriers) {
        const { momentum, movingMeanOffset, movingVarianceOffset } = barrier.step;
        const move = (index: number, value: number) => {
          weights[index] = (weights[index] ?? 0) * momentum + value * (1 - momentum);
        };
        forEachChannel(barrier, (c, index) => {
          move(movingMeanOffset + c, statistics[index] ?? 0);
          move(movingVarianceOffset + c, statistics[index + 1] ?? 0);
        });
      }
    },
  };
}
