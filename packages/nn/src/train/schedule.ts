// What a schedule is: a pure function from the step to the learning rate, with a name and options for the record.
import { ModelError } from '../modelError.ts';
import { needPositive } from './optionChecks.ts';

/** A schedule as a run's record keeps it. */
export interface ScheduleRecord {
  name: string;
  options: Record<string, number | boolean | readonly number[] | ScheduleRecord>;
}

/**
 * Made by `exponentialDecay`, `cosineDecay`, `stepDecay` and `warmUp`; one of your own should keep off Math.pow, exp, log,
 * sin and cos, which differ between engines.
 *
 * @example const halved: Schedule = { name: 'halved', options: {}, rate: (step) => 0.1 / (1 + step / 1000) };
 */
export interface Schedule extends ScheduleRecord {
  /** The rate of a step; steps (batches) count from 0 over all epochs of a run. At least 0 and finite. */
  rate(step: number): number;
}

/** A rate for all steps, above 0, or a schedule. */
export type LearningRate = number | Schedule;

/**
 * The rate of a step.
 *
 * @throws ModelError where a schedule gives no finite number of at least 0
 */
export function rateAt(learningRate: LearningRate, step: number): number {
  if (typeof learningRate === 'number') return learningRate;
  const rate = learningRate.rate(step);
  if (!(Number.isFinite(rate) && rate >= 0)) {
    throw new ModelError(`${learningRate.name}: the rate of step ${step} must be at least 0 and finite, got ${rate}`);
  }
  return rate;
}

/** @throws ModelError for a number that is not above 0 and finite */
export function checkLearningRate(owner: string, learningRate: LearningRate): void {
  if (typeof learningRate === 'number') needPositive(owner, { learningRate });
}

/** The rate as a run's record keeps it. */
export function recordOf(learningRate: LearningRate): number | ScheduleRecord {
  if (typeof learningRate === 'number') return learningRate;
  return { name: learningRate.name, options: learningRate.options };
}
