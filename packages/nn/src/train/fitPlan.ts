// Everything a run is told, checked.
import type { Chain } from '../chain.ts';
import type { ImageSource } from '../execute/index.ts';
import type { Loss, LossForm } from '../losses/index.ts';
import type { MetricName } from '../metrics/index.ts';
import type { BatchRecord, Callback, EpochRecord, ValidationRecord } from './callbacks.ts';
import type { Optimizer } from './optimizer.ts';
import type { TrainingState } from './trainingState.ts';

/** Pictures with labels as the workers take them. */
export interface LabelledImages {
  images: ImageSource;
  /** One class number a picture, or 0 or 1 for each output. */
  labels: Int32Array;
  /** A factor of each picture's loss; undefined where all are 1. */
  weights: Float64Array | undefined;
}

/** How often `fit` hands out a state that a killed run can go on from. */
export interface CheckpointOptions {
  /** Epochs from one state to the next; default 1. */
  every?: number;
  /** Gets a copy of its own; the run waits. Also called when the run is interrupted, in the middle of an epoch. */
  onCheckpoint: (state: TrainingState) => void | Promise<void>;
}

export interface FitPlan {
  chain: Chain;
  weights: Float32Array;
  data: LabelledImages;
  validation: LabelledImages | undefined;
  optimizer: Optimizer;
  loss: Loss;
  form: LossForm;
  metrics: readonly MetricName[];
  epochs: number;
  batchSize: number;
  seed: number;
  threads: number;
  moreThreads: (() => number) | undefined;
  shuffle: boolean;
  /** Takes the place of shuffling. */
  order: ((epoch: number) => ArrayLike<number>) | undefined;
  callbacks: readonly Callback[];
  signal: AbortSignal | undefined;
  checkpoint: CheckpointOptions | undefined;
  resumeFrom: TrainingState | undefined;
  onBatch: ((record: BatchRecord) => void) | undefined;
  onEpoch: ((record: EpochRecord) => void) | undefined;
  onValidation?: (record: ValidationRecord) => void;
}
