// Progress of an active run, from its history.
import type { Progress } from './api.ts';

/**
 * @param current the epoch of the history to report
 * @param epochs maximum number of epochs
 */
export function progressOf(
  history: readonly Record<string, number | null>[],
  current: Record<string, number | null>,
  epochs: number,
): Progress {
  const epoch = current.epoch ?? 0;
  const seconds = history.reduce((sum, record) => sum + (record.seconds ?? 0), 0) / Math.max(1, history.length);
  return { epoch, epochs, secondsLeft: seconds * (epochs - epoch), values: current };
}
