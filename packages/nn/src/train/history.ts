// What a run leaves behind.
import type { EpochRecord, StopReason } from './callbacks.ts';

/** What came of a run. */
export interface History {
  /** Of all epochs; of a resumed run those before, too. */
  epochs: EpochRecord[];
  stopReason: StopReason;
  /** The epoch (from 1) with the lowest validation loss, or training loss without validation data; 0 if none ended. */
  bestEpoch: number;
}

export function bestEpochOf(epochs: readonly EpochRecord[]): number {
  const value = (record: EpochRecord) => record.valLoss ?? record.loss;
  let best: EpochRecord | undefined;
  for (const record of epochs) if (best === undefined || value(record) < value(best)) best = record;
  return best?.epoch ?? 0;
}
