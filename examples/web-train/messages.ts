// Messages between the page and its training worker.
import type { EpochRecord } from '@toonvision/nn';
import type { ClassProbability, Labels } from 'toonvision/page';

/** An image file; its class is the name of its folder. */
export interface ImageFile {
  /** Relative to the given folder. */
  path: string;
  class: string;
  file: Blob;
}

export interface Settings {
  /** Input size of the model in pixels. */
  height: number;
  width: number;
  epochs: number;
  /** Number of epochs without a better validation loss after which training stops. */
  patience: number;
  batchSize: number;
  /** The same images, settings and seed give the same split and weights. */
  seed: number;
}

export type ToTrainer =
  | { kind: 'open'; images: ImageFile[] }
  | { kind: 'train'; settings: Settings }
  | { kind: 'stop' }
  | { kind: 'classify'; image: Blob };

/** A problem with an image, which is skipped. */
export interface Problem {
  path: string;
  message: string;
}

export interface Opened {
  classes: { name: string; count: number }[];
  /** Proposed input size, with the aspect ratio of the images. */
  input: { height: number; width: number };
}

export interface Prepared {
  train: number;
  val: number;
  /** Number of images that do not fit into memory at this size and are skipped. */
  skipped: number;
  /** Number of near duplicates; each stays in the split of its original. */
  nearDuplicates: number;
  problems: Problem[];
  threads: number;
  parameters: number;
}

export interface Progress {
  epoch: number;
  epochs: number;
  /** Fraction of the epoch, 0 to 1. */
  done: number;
  imagesPerSecond: number;
  /** Assuming that all epochs run. */
  secondsLeft: number;
}

export interface Trained {
  labels: Labels;
  epochs: number;
  /** 1-based; its weights are kept. */
  bestEpoch: number;
  stop: string;
  /** Validation confusion matrix; rows are true classes. */
  confusion: number[][];
  files: { name: string; type: string; content: Uint8Array<ArrayBuffer> }[];
}

export type FromTrainer =
  | ({ kind: 'opened' } & Opened)
  | { kind: 'preparing'; done: number; total: number }
  | ({ kind: 'prepared' } & Prepared)
  | ({ kind: 'progress' } & Progress)
  | { kind: 'epoch'; record: EpochRecord }
  | ({ kind: 'trained' } & Trained)
  | { kind: 'classified'; guesses: ClassProbability[] }
  | { kind: 'failed'; message: string };
