// What is asked of the workers: run these samples, in fixed slots, with these weights.
import type { LayerSpec } from '../layers/index.ts';
import type { ImageSource } from './images.ts';

/**
 * A batch is cut into at most this many slots, whatever the number of threads. Each slot's gradients are summed by one
 * worker and the slots are added in order: the result depends on the batch alone.
 */
export const SLOTS = 16;

/** Everything a worker must know before its first job. */
export interface Setup {
  specs: LayerSpec[];
  inputShape: number[];
  sources: ImageSource[];
  seed: number;
  /** Largest batch of any job. */
  batchSize: number;
  buffers: SharedBuffers;
}

export interface SharedBuffers {
  parameters: SharedArrayBuffer;
  /** SLOTS vectors of gradients. */
  slots: SharedArrayBuffer;
  /** Per position of the batch: `outputs` floats, and the loss as float64. */
  outputs: SharedArrayBuffer;
  losses: SharedArrayBuffer;
  /** The next slot that nobody has taken. */
  next: SharedArrayBuffer;
}

export interface Job {
  /** Which of the sources, and the positions in it. */
  source: number;
  positions: Int32Array;
  /** Class numbers in the same order; absent for predictions alone. */
  labels?: Int32Array;
  /** Training: gradients, augmentation and dropout of this epoch (from 1); otherwise a plain forward pass. */
  training?: { epoch: number };
}

export function slotSize(batch: number): number {
  return Math.ceil(batch / SLOTS);
}

export function makeBuffers(parameters: number, outputs: number, batchSize: number, training: boolean): SharedBuffers {
  return {
    parameters: new SharedArrayBuffer(parameters * 4),
    slots: new SharedArrayBuffer(training ? SLOTS * parameters * 4 : 0),
    outputs: new SharedArrayBuffer(batchSize * outputs * 4),
    losses: new SharedArrayBuffer(batchSize * 8),
    next: new SharedArrayBuffer(4),
  };
}
