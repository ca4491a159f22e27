// Sets the learning rate before each epoch from a function of the epoch.
import { ModelError } from '../modelError.ts';
import type { Callback } from './callbacks.ts';

/**
 * Sets the learning rate to `schedule(epoch, rate)` before each epoch (`LearningRateScheduler` in Keras). Epochs count
 * from 1; in Keras they count from 0. For a rate that changes within an epoch, pass a schedule to the optimizer.
 *
 * @param schedule returns a finite rate of at least 0, given the epoch and the current rate
 * @throws ModelError before the first epoch if the learning rate follows a schedule, and before an epoch whose rate is
 *   out of range
 * @example learningRateScheduler((epoch, rate) => (epoch <= 10 ? rate : rate * 0.9))
 */
export function learningRateScheduler(schedule: (epoch: number, rate: number) => number): Callback {
  return {
    name: 'learningRateScheduler',
    options: {},
    start: () => ({
      onTrainBegin: ({ schedule: current }) => {
        if (current === undefined) return;
        throw new ModelError(
          `learningRateScheduler: the learning rate follows ${current}; set learningRate of the optimizer to a number`,
        );
      },
      onEpochBegin: (epoch, control) => {
        const rate = schedule(epoch, control.learningRate());
        if (!(Number.isFinite(rate) && rate >= 0)) {
          throw new ModelError(
            `learningRateScheduler: the learning rate of epoch ${epoch} must be at least 0 and finite, got ${rate}`,
          );
        }
        control.setLearningRate(rate);
      },
    }),
  };
}
