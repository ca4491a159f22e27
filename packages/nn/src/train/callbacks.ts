// Callbacks: called during training, with control over the run.
import type { StateObject } from './stateFields.ts';

/** Values of an epoch in the history and for callbacks. */
export interface EpochRecord {
  /** Counted from 1. */
  epoch: number;
  /** Mean of the weighted losses of all samples, plus the weight penalties. */
  loss: number;
  /** Learning rate of the last step. */
  learningRate: number;
  /** Duration including validation. */
  seconds: number;
  /** Training throughput without validation. */
  imagesPerSecond: number;
  /** Metrics by name, and with validation data `valLoss`, `valAccuracy`, ... */
  [metric: string]: number;
}

/** Confusion matrix of the validation after an epoch. */
export interface ValidationRecord {
  /** Counted from 1. */
  epoch: number;
  /** Number of images by true class (rows) and predicted class (columns). */
  confusion: number[][];
}

/** Values of a batch, as passed to `onBatchEnd`. */
export interface BatchRecord {
  epoch: number;
  /** Counted from 1. */
  batch: number;
  /** Number of batches per epoch. */
  batches: number;
  /** Number of images of the epoch so far. */
  samples: number;
  /** Loss of the epoch so far. */
  loss: number;
  /** Loss of this batch. */
  batchLoss: number;
  imagesPerSecond: number;
}

/** Kind of reason for the end of training. */
export type StopKind = 'epochLimit' | 'plateau' | 'notANumber' | 'interrupted';

/** Why training ended: a kind for programs and a message for people. */
export interface StopReason {
  kind: StopKind;
  message: string;
}

/** Access of callbacks to the run. */
export interface RunControl {
  /** Maximum number of epochs. */
  epochs: number;
  /** Ends training after the current callbacks. The first reason counts. */
  stop(reason: StopReason): void;
  /** Copy of the current weights. */
  weights(): Float32Array;
  /** Replaces all weights. */
  setWeights(weights: Float32Array): void;
  /**
   * Gradients of the last batch of the epoch that just ended, in weight order: the mean over its samples, before
   * clipping. Undefined before the first epoch has ended, and if the run was resumed after the last batch of the epoch.
   */
  gradients(): Float32Array | undefined;
  /** Learning rate of the next step. */
  learningRate(): number;
  /**
   * Sets the learning rate of all further steps.
   *
   * @throws ModelError if the rate is below 0 or not finite, or follows a schedule
   */
  setLearningRate(rate: number): void;
  /** Name of the learning rate schedule; undefined if the rate is a number, which can be set. */
  schedule: string | undefined;
}

/** A callback in a run. Callbacks are called in the order of `callbacks`; training waits for promises. */
export interface CallbackRun {
  /** Called before the first epoch, and when a run is resumed, after `restore`. */
  onTrainBegin?(control: RunControl): void | Promise<void>;
  /** Called once per epoch (from 1), even if the epoch is resumed in the middle. */
  onEpochBegin?(epoch: number, control: RunControl): void | Promise<void>;
  onBatchEnd?(record: BatchRecord, control: RunControl): void | Promise<void>;
  onEpochEnd?(record: EpochRecord, control: RunControl): void | Promise<void>;
  /** Called after the last epoch, for whatever reason training ended. */
  onTrainEnd?(control: RunControl): void | Promise<void>;
  /** State as plain data for the training state. Without it the callback starts from scratch in a resumed run. */
  state?(): StateObject;
  /** Restores a state of the same callback. */
  restore?(state: unknown): void;
}

/** A callback. `start` creates its state for each run. */
export interface Callback {
  name: string;
  options: Record<string, unknown>;
  start(): CallbackRun;
}
