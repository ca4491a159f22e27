// What is asked of the workers: run these samples, in fixed slots, with these weights.
import type { LayerSpec } from '../layers/index.ts';
import type { LossForm } from '../losses/index.ts';
import type { ImageSource } from './images.ts';
import { sharedBuffer } from './sharedBuffer.ts';
import type { Phase, StageBuffers } from './stages.ts';

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
  /** Of jobs with labels; default the plain cross-entropy of a model that ends in a softmax or sigmoid. */
  loss?: LossForm;
  buffers: TeamBuffers;
  /** For training in stages; the team makes them. */
  stages?: StageBuffers;
}

/** What all members read and write; where there is no shared memory, each worker has buffers of its own. */
export interface TeamBuffers {
  parameters: SharedArrayBuffer | ArrayBuffer;
  /** SLOTS vectors of gradients. */
  slots: SharedArrayBuffer | ArrayBuffer;
  /** Per position of the batch: `outputs` floats, and the loss as float64. */
  outputs: SharedArrayBuffer | ArrayBuffer;
  losses: SharedArrayBuffer | ArrayBuffer;
  /** The next slot to take. */
  next: SharedArrayBuffer | ArrayBuffer;
}

export interface Job {
  /** Which of the sources, and the positions in it. */
  source: number;
  positions: Int32Array;
  /** In the same order what augmentation and dropout are drawn by; the position if absent. */
  draws?: Int32Array;
  /** In the same order a class number, or 0 or 1 for each output, as the loss takes them; absent for predictions alone. */
  labels?: Int32Array;
  /** Factors of the losses' gradients in the same order; all 1 if absent. The losses themselves are not multiplied. */
  weights?: Float64Array;
  /** Training: gradients, augmentation and dropout of this epoch (from 1); otherwise a plain forward pass. */
  training?: { epoch: number };
  /** The part of a training job in stages that is due; the team sets it. */
  phase?: Phase;
}

export function slotSize(batch: number): number {
  return Math.ceil(batch / SLOTS);
}

/** How many slots a job of `batch` samples fills. */
export function slotCount(batch: number): number {
  return Math.min(SLOTS, Math.ceil(batch / slotSize(batch)));
}

/** Whether a job needs its weights anew: they stay as they are over the phases of a batch. */
export function beginsBatch({ phase }: Job): boolean {
  return phase === undefined || (phase.direction === 'forward' && phase.stage === 0);
}

export function makeBuffers(parameters: number, outputs: number, batchSize: number, training: boolean): TeamBuffers {
  return {
    parameters: sharedBuffer(parameters * 4),
    slots: sharedBuffer(training ? SLOTS * parameters * 4 : 0),
    outputs: sharedBuffer(batchSize * outputs * 4),
    losses: sharedBuffer(batchSize * 8),
    next: sharedBuffer(4),
  };
}
