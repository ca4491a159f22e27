// What an optimizer is: plain data with a pure `init` and `update`.
import type { LearningRate, ScheduleRecord } from './schedule.ts';

/** Value of an optimizer option in the record of a run. */
export type OptimizerOption = number | boolean | ScheduleRecord;

/** An optimizer. All of its state is in `State`, which each run creates with `init`. */
export interface Optimizer<State = unknown> {
  name: string;
  /** Learning rate of each step (batch): a number or a schedule. */
  learningRate: LearningRate;
  /** Options for the record of a run; can be written as JSON. */
  options: Record<string, OptimizerOption>;
  /** The state before the first step, for a number of weights. */
  init(parameters: number): State;
  /** Updates the weights in place with the learning rate of this step. Does not change the gradients. */
  update(state: State, weights: Float32Array, gradients: Float32Array, learningRate: number): void;
}

/** Options of every optimizer. */
export interface OptimizerOptions {
  /** Learning rate: a number above 0, or a schedule. */
  learningRate?: LearningRate;
  /** Maximum L2 norm of all gradients together, above 0; larger gradients are scaled down. Default: no clipping. */
  globalClipNorm?: number;
}
