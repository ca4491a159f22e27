// Sets the learning rate before each epoch by a function of the epoch.
import { ModelError } from '../modelError.ts';
import type { Callback } from './callbacks.ts';

/**
 * Keras' `LearningRateScheduler`: before each epoch the rate becomes `schedule(epoch, rate)`. Epochs count from 1 here,
 * from 0 in Keras. For a rate that changes within an epoch give the optimizer a schedule.
 *
 * @param schedule gives a finite rate of at least 0 from the epoch and the rate so far
 * @throws ModelError before the first epoch where the rate follows a schedule, and before an epoch for a rate out of range
 * @example learningRateScheduler((epoch, rate) => (epoch <= 10 ? rate : rate * 0.9))
 */
export function learningRateScheduler(schedule: (epoch: number, rate: number) => number): Callback {
  return {
    name: 'learningRateScheduler',
    options: {},
    start: () => ({
      onTrainBegin: ({ schedule: followed }) => {
        if (followed === undefined) return;
        throw new ModelError(
          `learningRateScheduler: the learning rate follows ${followed}; give the optimizer a number`,
        );
      },
      onEpochBegin: (epoch, control) => {
        const rate = schedule(epoch, control.learningRate());
        if (!(Number.isFinite(rate) && rate >= 0)) {
          throw new ModelError(
            `learningRateScheduler: the rate of epoch ${epoch} must be at least 0 and finite, got ${rate}`,
          );
        }
        control.setLearningRate(rate);
      },
    }),
  };
}
