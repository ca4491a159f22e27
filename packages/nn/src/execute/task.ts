// A task of the worker pool: run these samples, cut into slots, with the current weights.
import type { StagePass } from './stages.ts';

export interface Task {
  /** Index of the image source, and positions in it. */
  source: number;
  positions: Int32Array;
  /** Sample number for augmentation and dropout, per position. Default: the position. */
  draws?: Int32Array;
  /** Class number per position, or 0 or 1 for each output, as the loss takes them. Without labels the task predicts. */
  labels?: Int32Array;
  /** Factor of the loss gradient per position, default 1. The losses themselves are not multiplied. */
  weights?: Float64Array;
  /** Training with gradients, augmentation and dropout of this epoch (from 1). Default: a plain forward pass. */
  training?: { epoch: number };
  /** Pass of a training task in stages; set by the pool. */
  pass?: StagePass;
}

/** Whether a task starts a batch and so needs new weights: they do not change between the passes of a batch. */
export function startsBatch({ pass }: Task): boolean {
  return pass === undefined || (pass.direction === 'forward' && pass.stage === 0);
}
