// Saves the weights after each epoch, or after each new best epoch.
import type { Callback, EpochRecord } from './callbacks.ts';
import { type MonitorMode, monitorOf } from './monitor.ts';
import { fieldsOf } from './stateFields.ts';

/** An epoch with its values and weights, as passed to `save`. */
export interface Checkpoint {
  /** From 1. */
  epoch: number;
  /** Copy of the record of the epoch. */
  record: EpochRecord;
  /** Copy of all weights after the epoch, in layer order. */
  weights: Float32Array;
}

/** Options of `modelCheckpoint`. */
export interface ModelCheckpointOptions {
  /** Name of the recorded value that decides which epoch is best, with `saveBestOnly`. Default `valLoss`. */
  monitor?: string;
  /** Whether lower or higher is better. Default `auto`: the direction of the metric. */
  mode?: MonitorMode;
  /** Whether to save only when the monitored value improves. Default false: after every epoch. */
  saveBestOnly?: boolean;
  /** Saves a checkpoint. Training waits for it, and an error ends the run. The model has the same weights meanwhile. */
  save: (checkpoint: Checkpoint) => void | Promise<void>;
}

/**
 * Saves the weights during training (`ModelCheckpoint` in Keras) with a function of the caller.
 *
 * @throws ModelError after the first epoch if `saveBestOnly` is set and `monitor` is not a recorded value
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
