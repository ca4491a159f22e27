// Progress of an active run, from its history.
import type { Progress } from './api.ts';

/** @param at the current epoch of the history */
export function progressOf(
  history: readonly Record<string, number | null>[],
  at: Record<string, number | null>,
  epochs: number,
): Progress {
  const epoch = at.epoch ?? 0;
  const seconds = history.reduce((sum, record) => sum + (record.seconds ?? 0), 0) / Math.max(1, history.length);
  return { epoch, epochs, secondsLeft: seconds * (epochs - epoch), values: at };
}
