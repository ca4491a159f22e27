// Learning rate schedules: pure functions of the step with a name and options.
import { ModelError } from '../modelError.ts';
import { checkPositive } from './optionChecks.ts';

/** A schedule in the record of a run. */
export interface ScheduleRecord {
  name: string;
  options: Record<string, number | boolean | readonly number[] | ScheduleRecord>;
}

/**
 * A learning rate schedule. Create one with `exponentialDecay`, `cosineDecay`, `stepDecay` or `warmUp`. A custom
 * schedule should avoid Math.pow, exp, log, sin and cos, which differ between JavaScript engines.
 *
 * @example const halved: Schedule = { name: 'halved', options: {}, rate: (step) => 0.1 / (1 + step / 1000) };
 */
export interface Schedule extends ScheduleRecord {
  /** Learning rate of a step, at least 0 and finite. Steps (batches) count from 0 over all epochs of a run. */
  rate(step: number): number;
}

/** A constant learning rate above 0, or a schedule. */
export type LearningRate = number | Schedule;

/**
 * The learning rate of a step.
 *
 * @throws ModelError if a schedule returns a number below 0 or not finite
 */
export function rateAt(learningRate: LearningRate, step: number): number {
  if (typeof learningRate === 'number') return learningRate;
  const rate = learningRate.rate(step);
  if (!(Number.isFinite(rate) && rate >= 0)) {
    throw new ModelError(
      `${learningRate.name}: the learning rate of step ${step} must be at least 0 and finite, got ${rate}`,
    );
  }
  return rate;
}

/** @throws ModelError unless the learning rate is a schedule, or above 0 and finite */
export function checkLearningRate(owner: string, learningRate: LearningRate): void {
  if (typeof learningRate === 'number') checkPositive(owner, { learningRate });
}

/** The learning rate in the record of a run. */
export function recordOf(learningRate: LearningRate): number | ScheduleRecord {
  if (typeof learningRate === 'number') return learningRate;
  return { name: learningRate.name, options: learningRate.options };
}
