// Early stopping: ends a run when the monitored value stops improving, and restores the best weights.
import { ModelError } from '../modelError.ts';
import type { Callback } from './callbacks.ts';
import { type MonitorMode, monitorOf } from './monitor.ts';
import { fieldsOf } from './stateFields.ts';

/** Options of `earlyStopping`. */
export interface EarlyStoppingOptions {
  /** Name of the recorded value to monitor. Default `valLoss`. */
  monitor?: string;
  /** Whether lower or higher is better. Default `auto`: the direction of the metric. */
  mode?: MonitorMode;
  /** Minimum change that counts as an improvement. Default 0. */
  minDelta?: number;
  /** Number of epochs without improvement after which training stops. Default 5. */
  patience?: number;
  /** First epoch (from 1) to monitor. Default 1. */
  startFromEpoch?: number;
  /** Whether to restore the weights of the best epoch, even after an interruption. Default true. */
  restoreBestWeights?: boolean;
}

/**
 * Stops training when the monitored value stops improving (`EarlyStopping` in Keras).
 *
 * @throws ModelError naming an option that is out of range; after the first epoch if `monitor` is not a recorded value
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
          // As in Keras, a patience of 0 stops at the first epoch without improvement.
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
