// What the page and its trainer, a worker, say to each other.
import type { EpochRecord } from '@toonvision/nn';
import type { Guess, Labels } from 'toonvision/page';

/** A picture as it was given; its class is the folder it lies in. */
export interface PictureFile {
  /** In the folder that was given. */
  path: string;
  class: string;
  file: Blob;
}

export interface Settings {
  /** Pixels that the model sees. */
  height: number;
  width: number;
  epochs: number;
  /** Epochs without a better validation loss after which training ends. */
  patience: number;
  batchSize: number;
  /** Same pictures, settings and seed: same split, same weights. */
  seed: number;
}

export type ToTrainer =
  | { kind: 'open'; pictures: PictureFile[] }
  | { kind: 'train'; settings: Settings }
  | { kind: 'stop' }
  | { kind: 'classify'; picture: Blob };

/** What is wrong with a picture; it is left out. */
export interface Fault {
  path: string;
  message: string;
}

export interface Opened {
  classes: { name: string; count: number }[];
  /** A size with the shape of the pictures. */
  input: { height: number; width: number };
}

export interface Prepared {
  train: number;
  val: number;
  /** Pictures that do not fit into memory at this size and take no part. */
  left: number;
  /** Pictures that look like another one; with it they are on one side. */
  alike: number;
  faults: Fault[];
  threads: number;
  parameters: number;
}

export interface Progress {
  epoch: number;
  epochs: number;
  /** Of the epoch, 0 to 1. */
  done: number;
  imagesPerSecond: number;
  /** If all epochs run. */
  secondsLeft: number;
}

export interface Trained {
  labels: Labels;
  epochs: number;
  /** From 1; its weights are kept. */
  bestEpoch: number;
  stop: string;
  /** On validation: true classes as rows. */
  confusion: number[][];
  files: { name: string; type: string; content: Uint8Array<ArrayBuffer> }[];
}

export type FromTrainer =
  | ({ kind: 'opened' } & Opened)
  | { kind: 'preparing'; done: number; of: number }
  | ({ kind: 'prepared' } & Prepared)
  | ({ kind: 'progress' } & Progress)
  | { kind: 'epoch'; record: EpochRecord }
  | ({ kind: 'trained' } & Trained)
  | { kind: 'guessed'; guesses: Guess[] }
  | { kind: 'failed'; message: string };
