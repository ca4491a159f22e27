// What an optimizer is: plain data with a pure `init` and `update`.
import type { LearningRate, ScheduleRecord } from './schedule.ts';

/** A schedule is kept with its name and its options. */
export type OptimizerOption = number | boolean | ScheduleRecord;

/** `update` changes weights in place and returns nothing; all state lies in `State`, made anew for each run. */
export interface Optimizer<State = unknown> {
  name: string;
  /** The rate of each step (batch): one number, or a schedule of the step. */
  learningRate: LearningRate;
  /** The options, for the record of a run; can be written as JSON. */
  options: Record<string, OptimizerOption>;
  /** The state before the first step for so many weights. */
  init(parameters: number): State;
  /** One step with this step's rate; leaves the gradients as they are. */
  update(state: State, weights: Float32Array, gradients: Float32Array, learningRate: number): void;
}

/** Options that every optimizer has. */
export interface OptimizerOptions {
  /** Rate of each step: a number above 0, or a schedule. */
  learningRate?: LearningRate;
  /** Above 0: scales all gradients down together where their L2 norm is larger. Default: none. */
  globalClipNorm?: number;
}
