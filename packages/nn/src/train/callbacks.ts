// Callbacks: made anew for each run by a factory, told of each epoch, able to stop the run and to keep weights.

export interface EpochRecord {
  /** From 1. */
  epoch: number;
  loss: number;
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
}

export interface CallbackRun {
  onEpochEnd?(record: EpochRecord, control: RunControl): void;
  /** After the last epoch, however the run ended. */
  onTrainEnd?(control: RunControl): void;
}

export interface Callback {
  name: string;
  options: Record<string, unknown>;
  start(): CallbackRun;
}
