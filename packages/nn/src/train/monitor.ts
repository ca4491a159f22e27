// Watching one recorded value: reading it, and whether it became better.
import { type MetricDirection, metricDirection } from '../metrics/index.ts';
import { ModelError } from '../modelError.ts';
import type { EpochRecord } from './callbacks.ts';

/** Whether lower or higher is better; `auto` takes the direction of the metric. */
export type MonitorMode = 'auto' | MetricDirection;

export interface Monitor {
  direction: MetricDirection;
  /** @throws ModelError if the value is not recorded, with those there are */
  read(record: EpochRecord): number;
  /** Whether `value` is better than `best` by more than `minDelta`; any number is better than no best, NaN never. */
  improves(value: number, best: number | undefined): boolean;
}

/**
 * @param owner the callback, for the errors
 * @example monitorOf('earlyStopping', 'valLoss', 'auto', 0).improves(0.4, 0.5); // true
 * @throws ModelError for a mode that is none and a minDelta that is no number of at least 0
 */
export function monitorOf(owner: string, monitor: string, mode: MonitorMode, minDelta: number): Monitor {
  if (!['auto', 'min', 'max'].includes(mode)) {
    throw new ModelError(`${owner}: mode must be auto, min or max, got ${mode}`);
  }
  if (!(minDelta >= 0)) throw new ModelError(`${owner}: minDelta must be at least 0, got ${minDelta}`);
  const direction = mode === 'auto' ? metricDirection(monitor) : mode;
  return {
    direction,
    read: (record) => {
      const value = record[monitor];
      if (value !== undefined) return value;
      throw new ModelError(
        `${owner}: ${monitor} is not recorded; there are ${Object.keys(record).join(', ')}` +
          (monitor.startsWith('val') ? ' (validation values need validationData)' : ''),
      );
    },
    improves: (value, best) => {
      if (best === undefined) return !Number.isNaN(value);
      return (direction === 'min' ? best - value : value - best) > minDelta;
    },
  };
}
