// How a program follows a run while it is trained, and ends it early.
import type { BatchRecord, EpochRecord } from '@toonvision/nn';
import type { ClassWarning } from '../dataset/index.ts';
import type { Run } from './runFolder.ts';
import type { RunEpoch } from './runRecord.ts';

/** What is told while a run is made. */
export interface TrainingWatch {
  /** Called while the pixel cache is built: samples done, samples of all. */
  onProgress?: (done: number, total: number) => void;
  /**
   * Called when the data is there and the run's folder is made, before the first epoch.
   *
   * @param earlier the epochs that had ended already, of a run that is resumed
   */
  onStart?: (run: Run, warnings: readonly ClassWarning[], earlier: readonly RunEpoch[]) => void;
  /** Asked before each batch: how many threads it may have by now; those beyond the first ones join. The bits stay. */
  moreThreads?: () => number;
  onBatch?: (batch: BatchRecord) => void;
  onEpoch?: (epoch: EpochRecord) => void;
  /** Ends the run after the current batch; the best weights so far are kept and the run is marked interrupted. */
  signal?: AbortSignal;
}
