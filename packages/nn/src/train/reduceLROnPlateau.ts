// Lowers the learning rate when the monitored value no longer improves.
import { ModelError } from '../modelError.ts';
import type { Callback } from './callbacks.ts';
import { type MonitorMode, monitorOf } from './monitor.ts';
import { needNotNegative, needWhole } from './optionChecks.ts';
import { fieldsOf } from './stateFields.ts';

/** Options of `reduceLROnPlateau`. */
export interface ReduceLROnPlateauOptions {
  /** What to watch; default `valLoss`. */
  monitor?: string;
  /** Whether lower or higher is better; `auto` (default) takes the direction of the metric. */
  mode?: MonitorMode;
  /** The rate is multiplied by it; above 0 and below 1, default 0.1. */
  factor?: number;
  /** Epochs without improvement after which the rate falls; default 10. */
  patience?: number;
  /** Smaller changes are no improvement; default 1e-4. */
  minDelta?: number;
  /** Epochs after a fall that are not counted; default 0. */
  cooldown?: number;
  /** The rate does not fall below it; default 0. */
  minLearningRate?: number;
}

/**
 * Keras' `ReduceLROnPlateau`, made anew for each run; the next run begins with the optimizer's own rate.
 *
 * @throws ModelError naming an option that is out of range; before the first epoch where the rate follows a schedule;
 *   at the first epoch if `monitor` is not among the recorded values
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
  needWhole('reduceLROnPlateau', { patience, cooldown }, 0);
  needNotNegative('reduceLROnPlateau', { minLearningRate });
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
          throw new ModelError(`reduceLROnPlateau: the learning rate follows ${schedule}; give the optimizer a number`);
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
