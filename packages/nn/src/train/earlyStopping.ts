// Early stopping: ends a run whose monitored value no longer improves, and brings its best weights back.
import { ModelError } from '../modelError.ts';
import type { Callback } from './callbacks.ts';
import { type MonitorMode, monitorOf } from './monitor.ts';
import { fieldsOf } from './stateFields.ts';

/** Options of `earlyStopping`. */
export interface EarlyStoppingOptions {
  /** What to watch; default `valLoss`. */
  monitor?: string;
  /** Whether lower or higher is better; `auto` (default) takes the direction of the metric. */
  mode?: MonitorMode;
  /** Smaller changes are no improvement; default 0. */
  minDelta?: number;
  /** Epochs without improvement after which the run stops; default 5. */
  patience?: number;
  /** Epochs before this one (from 1) are not watched; default 1. */
  startFromEpoch?: number;
  /** Default true: the model ends with the weights of its best epoch, also when interrupted. */
  restoreBestWeights?: boolean;
}

/**
 * Keras' `EarlyStopping`, made anew for each run.
 *
 * @throws ModelError at the first epoch if `monitor` is not among the recorded values, with those there are.
 * @example model.fit(data, { callbacks: [earlyStopping({ monitor: 'valLoss', patience: 5 })] })
 */
export function earlyStopping({
  monitor = 'valLoss',
  mode = 'auto',
  minDelta = 0,
  patience = 5,
  startFromEpoch = 1,
  restoreBestWeights = true,
}: EarlyStoppingOptions = {}): Callback {
  if (!Number.isInteger(patience) || patience < 0) {
    throw new ModelError(`earlyStopping: patience must be a whole number of at least 0, got ${patience}`);
  }
  const watched = monitorOf('earlyStopping', monitor, mode, minDelta);
  return {
    name: 'earlyStopping',
    options: { monitor, mode: watched.direction, minDelta, patience, startFromEpoch, restoreBestWeights },
    start: () => {
      let best: { value: number; epoch: number; weights: Float32Array | undefined } | undefined;
      let waited = 0;
      return {
        onEpochEnd: (record, control) => {
          const value = watched.read(record);
          if (record.epoch < startFromEpoch) return;
          if (watched.improves(value, best?.value)) {
            best = { value, epoch: record.epoch, weights: restoreBestWeights ? control.weights() : undefined };
            waited = 0;
            return;
          }
          waited += 1;
          // Keras stops after `patience` epochs without improvement; 0 means at the first.
          if (waited >= Math.max(patience, 1)) {
            const since = `${monitor} did not improve for ${waited} epochs after epoch ${best?.epoch ?? startFromEpoch - 1}`;
            control.stop({ kind: 'plateau', message: `plateau: ${since}` });
          }
        },
        onTrainEnd: (control) => {
          if (best?.weights !== undefined) control.setWeights(best.weights);
        },
        state: () => ({
          waited,
          bestValue: best?.value ?? null,
          bestEpoch: best?.epoch ?? null,
          bestWeights: best?.weights ?? null,
        }),
        restore: (state) => {
          const fields = fieldsOf('earlyStopping', state);
          waited = fields.count('waited');
          const value = fields.numberOrNull('bestValue');
          const weights = fields.floatsOrNull('bestWeights') ?? undefined;
          best = value === null ? undefined : { value, epoch: fields.count('bestEpoch'), weights };
        },
      };
    },
  };
}
