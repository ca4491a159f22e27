// What a worker gets once, before its first task: plan, image sources and buffers.
import type { Plan } from '../compile/index.ts';
import type { LossForm } from '../losses/index.ts';
import type { ImageSource } from './images.ts';
import { sharedBuffer } from './sharedBuffer.ts';
import { MAX_SLOTS } from './slots.ts';
import type { StageBuffers } from './stages.ts';

/** Plain data that can be sent to a thread. */
export interface WorkerSetup {
  plan: Plan;
  /** Images in the pixel format of the plan. */
  sources: ImageSource[];
  /** Seed of augmentation and dropout. */
  seed: number;
  /** Size of the largest batch. */
  batchSize: number;
  /** Loss of tasks with labels. Default: the cross-entropy of a model that ends in a softmax or sigmoid. */
  loss?: LossForm;
  buffers: WorkerBuffers;
  /** Buffers for training in stages; made by the pool. */
  stages?: StageBuffers;
}

/** Memory shared by all workers. Without shared memory each worker has its own copy. */
export interface WorkerBuffers {
  parameters: SharedArrayBuffer | ArrayBuffer;
  /** A gradient of all parameters per slot; empty in pools that do not train. */
  slotGradients: SharedArrayBuffer | ArrayBuffer;
  /** Per position of the batch: the outputs as float32, and the loss as float64. */
  outputs: SharedArrayBuffer | ArrayBuffer;
  losses: SharedArrayBuffer | ArrayBuffer;
  /** The next free slot as int32. */
  nextSlot: SharedArrayBuffer | ArrayBuffer;
}

/** Buffers for tasks of up to `batchSize` samples. */
export function makeWorkerBuffers(
  { parameters, outputs }: Pick<Plan, 'parameters' | 'outputs'>,
  batchSize: number,
  training: boolean,
): WorkerBuffers {
  return {
    parameters: sharedBuffer(parameters * 4),
    slotGradients: sharedBuffer(training ? MAX_SLOTS * parameters * 4 : 0),
    outputs: sharedBuffer(batchSize * outputs * 4),
    losses: sharedBuffer(batchSize * 8),
    nextSlot: sharedBuffer(4),
  };
}
