// Callbacks: made anew for each run by a factory, told of each epoch and batch, able to stop the run and to keep weights.
import type { StateObject } from './stateFields.ts';

/** The numbers of one epoch, as the history and callbacks get them. */
export interface EpochRecord {
  /** From 1. */
  epoch: number;
  /** The mean over the samples of weight times loss, and the weights' penalties. */
  loss: number;
  /** Of the epoch's last step. */
  learningRate: number;
  seconds: number;
  imagesPerSecond: number;
  /** Metrics by name, and with validation data the same as `valLoss`, `valAccuracy`, ... */
  [metric: string]: number;
}

/** What validation after an epoch found, beside the numbers of the epoch's record. */
export interface ValidationRecord {
  /** From 1. */
  epoch: number;
  /** Pictures by true class (rows) and predicted class (columns). */
  confusion: number[][];
}

/** The numbers of a batch, as `onBatchEnd` gets them. */
export interface BatchRecord {
  epoch: number;
  /** From 1. */
  batch: number;
  batches: number;
  /** Pictures of this epoch so far. */
  samples: number;
  /** Of this epoch so far, as `loss` of the epoch's record. */
  loss: number;
  /** Of this batch. */
  batchLoss: number;
  imagesPerSecond: number;
}

/** Why a run ended. */
export type StopKind = 'epochLimit' | 'plateau' | 'notANumber' | 'interrupted';

/** Why a run ended, in a word for programs and a sentence for people. */
export interface StopReason {
  kind: StopKind;
  message: string;
}

/** What a callback can do to the run. */
export interface RunControl {
  /** Epochs the run may take at most. */
  epochs: number;
  stop(reason: StopReason): void;
  /** A copy of the weights as they are now. */
  weights(): Float32Array;
  setWeights(weights: Float32Array): void;
  /**
   * Of the last batch of the epoch that just ended, in the order of the weights: the mean over its samples, before any
   * clipping. Undefined before an epoch has ended, and in an epoch that was resumed after its last batch.
   */
  gradients(): Float32Array | undefined;
  /** The rate of the next step. */
  learningRate(): number;
  /**
   * Sets the rate of all steps that follow.
   *
   * @throws ModelError for a rate below 0 or not finite, and where the rate follows a schedule
   */
  setLearningRate(rate: number): void;
  /** The name of the schedule that the rate follows; undefined where it is a number and can be set. */
  schedule: string | undefined;
}

/** Told in the order of `callbacks`; the run waits for promises. */
export interface CallbackRun {
  /** Before the first epoch of this run, and again when a run is resumed, after `restore`. */
  onTrainBegin?(control: RunControl): void | Promise<void>;
  /** Epochs count from 1. Once an epoch, also where an epoch is resumed in the middle. */
  onEpochBegin?(epoch: number, control: RunControl): void | Promise<void>;
  onBatchEnd?(record: BatchRecord, control: RunControl): void | Promise<void>;
  onEpochEnd?(record: EpochRecord, control: RunControl): void | Promise<void>;
  /** After the last epoch, however the run ended. */
  onTrainEnd?(control: RunControl): void | Promise<void>;
  /** What it remembers, as plain data, for a run that is resumed; without it the callback begins anew then. */
  state?(): StateObject;
  /** Goes on from a state of an earlier run of the same callback. */
  restore?(state: unknown): void;
}

/** Watches runs and can change or stop them; `start` makes its state anew for each run. */
export interface Callback {
  name: string;
  options: Record<string, unknown>;
  start(): CallbackRun;
}
