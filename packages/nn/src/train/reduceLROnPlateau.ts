// Reduces the learning rate when the monitored value stops improving.
import { ModelError } from '../modelError.ts';
import type { Callback } from './callbacks.ts';
import { type MonitorMode, monitorOf } from './monitor.ts';
import { checkNotNegative, checkWhole } from './optionChecks.ts';
import { fieldsOf } from './stateFields.ts';

/** Options of `reduceLROnPlateau`. */
export interface ReduceLROnPlateauOptions {
  /** Name of the recorded value to monitor. Default `valLoss`. */
  monitor?: string;
  /** Whether lower or higher is better. Default `auto`: the direction of the metric. */
  mode?: MonitorMode;
  /** Factor by which the learning rate is multiplied, above 0 and below 1. Default 0.1. */
  factor?: number;
  /** Number of epochs without improvement after which the learning rate is reduced. Default 10. */
  patience?: number;
  /** Minimum change that counts as an improvement. Default 1e-4. */
  minDelta?: number;
  /** Number of epochs to wait after a reduction. Default 0. */
  cooldown?: number;
  /** Lower bound of the learning rate. Default 0. */
  minLearningRate?: number;
}

/**
 * Reduces the learning rate when the monitored value stops improving (`ReduceLROnPlateau` in Keras). Each run starts
 * with the learning rate of the optimizer.
 *
 * @throws ModelError naming an option that is out of range; before the first epoch if the learning rate follows a
 *   schedule; after the first epoch if `monitor` is not a recorded value
 * @example model.fit(data, { validationData, callbacks: [reduceLROnPlateau({ factor: 0.5, patience: 3 })] })
 */
export function reduceLROnPlateau({
  monitor = 'valLoss',
  mode = 'auto',
  factor = 0.1,
  patience = 10,
  minDelta = 1e-4,
  cooldown = 0,
  minLearningRate = 0,
}: ReduceLROnPlateauOptions = {}): Callback {
  if (!(factor > 0 && factor < 1)) {
    throw new ModelError(`reduceLROnPlateau: factor must be above 0 and below 1, got ${factor}`);
  }
  checkWhole('reduceLROnPlateau', { patience, cooldown }, 0);
  checkNotNegative('reduceLROnPlateau', { minLearningRate });
  const watched = monitorOf('reduceLROnPlateau', monitor, mode, minDelta);
  return {
    name: 'reduceLROnPlateau',
    options: { monitor, mode: watched.direction, factor, patience, minDelta, cooldown, minLearningRate },
    start: () => {
      let best: number | undefined;
      let waited = 0;
      let cooling = 0;
      return {
        onTrainBegin: ({ schedule }) => {
          if (schedule === undefined) return;
          throw new ModelError(
            `reduceLROnPlateau: the learning rate follows ${schedule}; set learningRate of the optimizer to a number`,
          );
        },
        onEpochEnd: (record, control) => {
          const value = watched.read(record);
          if (cooling > 0) {
            cooling -= 1;
            waited = 0;
          }
          if (watched.improves(value, best)) {
            best = value;
            waited = 0;
            return;
          }
          // As in Keras, the last epoch of the cooldown counts again.
          if (cooling > 0) return;
          waited += 1;
          const rate = control.learningRate();
          if (waited < patience || rate <= minLearningRate) return;
          control.setLearningRate(Math.max(rate * factor, minLearningRate));
          cooling = cooldown;
          waited = 0;
        },
        state: () => ({ best: best ?? null, waited, cooling }),
        restore: (state) => {
          const fields = fieldsOf('reduceLROnPlateau', state);
          best = fields.numberOrNull('best') ?? undefined;
          waited = fields.count('waited');
          cooling = fields.count('cooling');
        },
      };
    },
  };
}
