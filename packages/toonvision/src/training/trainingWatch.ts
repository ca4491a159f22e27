// Callbacks for following and stopping a run.
import type { BatchRecord, EpochRecord } from '@toonvision/nn';
import type { ClassWarning } from '../dataset/index.ts';
import type { Run } from './runFolder.ts';
import type { RunEpoch } from './runRecord.ts';

/** Callbacks and signal of a training run. */
export interface TrainingWatch {
  /** Called while the pixel cache is built, with the number of finished and of all samples. */
  onProgress?: (done: number, total: number) => void;
  /**
   * Called before the first epoch, when the data is loaded and the folder of the run exists.
   *
   * @param earlier finished epochs of a resumed run
   */
  onStart?: (run: Run, warnings: readonly ClassWarning[], earlier: readonly RunEpoch[]) => void;
  /** Returns the current number of threads, called before each batch; threads can be added. Does not change the result. */
  moreThreads?: () => number;
  onBatch?: (batch: BatchRecord) => void;
  onEpoch?: (epoch: EpochRecord) => void;
  /** Stops the run after the current batch; the best weights are kept and the run is marked interrupted. */
  signal?: AbortSignal;
}
