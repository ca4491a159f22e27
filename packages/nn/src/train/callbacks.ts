// Callbacks: made anew for each run by a factory, told of each epoch, able to stop the run and to keep weights.

export interface EpochRecord {
  /** From 1. */
  epoch: number;
  loss: number;
  /** Of the epoch's last step. */
  learningRate: number;
  seconds: number;
  imagesPerSecond: number;
  /** Metrics by name, and with validation data the same as `valLoss`, `valAccuracy`, ... */
  [metric: string]: number;
}

export type StopKind = 'epochLimit' | 'plateau' | 'notANumber' | 'interrupted';

export interface StopReason {
  kind: StopKind;
  message: string;
}

/** What a callback can do to the run. */
export interface RunControl {
  stop(reason: StopReason): void;
  /** A copy of the weights as they are now. */
  weights(): Float32Array;
  setWeights(weights: Float32Array): void;
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
  /** Before the first epoch. */
  onTrainBegin?(control: RunControl): void | Promise<void>;
  /** Epochs count from 1. */
  onEpochBegin?(epoch: number, control: RunControl): void | Promise<void>;
  onEpochEnd?(record: EpochRecord, control: RunControl): void | Promise<void>;
  /** After the last epoch, however the run ended. */
  onTrainEnd?(control: RunControl): void | Promise<void>;
}

export interface Callback {
  name: string;
  options: Record<string, unknown>;
  start(): CallbackRun;
}
