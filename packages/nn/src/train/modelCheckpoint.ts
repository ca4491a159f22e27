// Hands the weights out after each epoch, or after each that is the best so far.
import type { Callback, EpochRecord } from './callbacks.ts';
import { type MonitorMode, monitorOf } from './monitor.ts';
import { fieldsOf } from './stateFields.ts';

/** What `modelCheckpoint` has saved: an epoch and its weights. */
export interface Checkpoint {
  /** From 1. */
  epoch: number;
  /** A copy of the values of that epoch. */
  record: EpochRecord;
  /** A copy of all weights after that epoch, in layer order. */
  weights: Float32Array;
}

/** Options of `modelCheckpoint`. */
export interface ModelCheckpointOptions {
  /** What decides which epoch is the best; default `valLoss`. Not looked at unless `saveBestOnly`. */
  monitor?: string;
  /** Whether lower or higher is better; `auto` (default) takes the direction of the metric. */
  mode?: MonitorMode;
  /** Default false: every epoch. */
  saveBestOnly?: boolean;
  /** The run waits for it; an error of it ends the run. The model itself holds the same weights meanwhile. */
  save: (checkpoint: Checkpoint) => void | Promise<void>;
}

/**
 * Keras' `ModelCheckpoint`, with the writing left to you.
 *
 * @throws ModelError at the first epoch if `saveBestOnly` and `monitor` is not among the recorded values
 * @example
 * modelCheckpoint({ saveBestOnly: true, save: () => writeFile('weights.safetensors', modelFiles(model).weights) })
 */
export function modelCheckpoint({
  monitor = 'valLoss',
  mode = 'auto',
  saveBestOnly = false,
  save,
}: ModelCheckpointOptions): Callback {
  const watched = monitorOf('modelCheckpoint', monitor, mode, 0);
  return {
    name: 'modelCheckpoint',
    options: { monitor, mode: watched.direction, saveBestOnly },
    start: () => {
      let best: number | undefined;
      return {
        onEpochEnd: async (record, control) => {
          if (saveBestOnly) {
            const value = watched.read(record);
            if (!watched.improves(value, best)) return;
            best = value;
          }
          await save({ epoch: record.epoch, record: { ...record }, weights: control.weights() });
        },
        state: () => ({ best: best ?? null }),
        restore: (state) => {
          best = fieldsOf('modelCheckpoint', state).numberOrNull('best') ?? undefined;
        },
      };
    },
  };
}
