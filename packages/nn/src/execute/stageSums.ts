// The main thread's part in a batch that runs in stages: adds the slots' sums in order, whatever worker took them.
import type { Barrier, Phase, StageBuffers, Stages } from './stages.ts';

export interface StageSums {
  /** Between two phases: turns the sums of `used` slots into the batch's means. */
  collect(phase: Phase, used: number, batch: number): void;
  /** Writes the gradients of gamma and beta into a gradient of all parameters. */
  addGradients(gradient: Float32Array, batch: number): void;
  /** Moves the moving statistics towards those of the last batch. */
  updateMoving(weights: Float32Array): void;
}

export function stageSums({ barriers, slotDoubles }: Stages, buffers: StageBuffers): StageSums {
  const sums = new Float64Array(buffers.sums);
  const statistics = new Float64Array(buffers.statistics);

  // Sum of one double over the slots, in order.
  const total = (index: number, used: number) => {
    let sum = 0;
    for (let slot = 0; slot < used; slot++) sum += sums[slot * slotDoubles + index] ?? 0;
    return sum;
  };
  const each = (barrier: Barrier, visit: (channel: number, value: number, gradient: number) => void) => {
    const { channels } = barrier.step.from;
    for (let c = 0; c < channels; c++) {
      visit(c, barrier.statistics + 2 * c, barrier.statistics + 2 * (channels + c));
    }
  };

  return {
    collect: ({ direction, stage }, used, batch) => {
      const values = direction === 'forward' ? barriers[stage] : undefined;
      if (values !== undefined) {
        const count = batch * values.positions;
        each(values, (c, at) => {
          const mean = total(2 * c, used) / count;
          statistics[at] = mean;
          statistics[at + 1] = Math.max(total(2 * c + 1, used) / count - mean * mean, 0);
        });
        return;
      }
      const gradients = barriers[stage - 1];
      if (gradients === undefined) return;
      const count = batch * gradients.positions;
      each(gradients, (c, _, at) => {
        statistics[at] = total(2 * c, used) / count;
        statistics[at + 1] = total(2 * c + 1, used) / count;
      });
    },
    addGradients: (gradient, batch) => {
      for (const barrier of barriers) {
        const { gammaOffset, betaOffset } = barrier.step;
        const count = batch * barrier.positions;
        each(barrier, (c, _, at) => {
          if (betaOffset >= 0) gradient[betaOffset + c] = (statistics[at] ?? 0) * count;
          if (gammaOffset >= 0) gradient[gammaOffset + c] = (statistics[at + 1] ?? 0) * count;
        });
      }
    },
    updateMoving: (weights) => {
      for (const barrier of barriers) {
        const { momentum, movingMeanOffset, movingVarianceOffset } = barrier.step;
        const move = (at: number, value: number) => {
          weights[at] = (weights[at] ?? 0) * momentum + value * (1 - momentum);
        };
        each(barrier, (c, at) => {
          move(movingMeanOffset + c, statistics[at] ?? 0);
          move(movingVarianceOffset + c, statistics[at + 1] ?? 0);
        });
      }
    },
  };
}
