// The result of a fit.
import type { EpochRecord, StopReason } from './callbacks.ts';

/** Records of a fit. */
export interface History {
  /** Records of all epochs, including those before a resume. */
  epochs: EpochRecord[];
  /** Why training ended. */
  stopReason: StopReason;
  /** Epoch (from 1) with the lowest validation loss, or training loss without validation data; 0 if no epoch ended. */
  bestEpoch: number;
}

export function bestEpochOf(epochs: readonly EpochRecord[]): number {
  const value = (record: EpochRecord) => record.valLoss ?? record.loss;
  let best: EpochRecord | undefined;
  for (const record of epochs) if (best === undefined || value(record) < value(best)) best = record;
  return best?.epoch ?? 0;
}
