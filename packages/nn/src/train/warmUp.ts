// A linear rise of the learning rate before another schedule begins.
import { needNotNegative, needPositive, needWhole } from './optionChecks.ts';
import { type LearningRate, rateAt, recordOf, type Schedule } from './schedule.ts';

/** Options of `warmUp`. */
export interface WarmUpOptions {
  /** Steps (batches) of the rise; at least 1. */
  steps: number;
  /** The rate of step 0, at least 0; default 0. */
  from?: number;
  /** What follows: a rate above 0, or a schedule, which then begins at its own step 0. */
  to: LearningRate;
}

/**
 * Rises from `from` at step 0 to the first rate of `to` at step `steps`, from where `to` takes over.
 * Source: the warm-up of Keras' `CosineDecay`.
 *
 * @throws ModelError naming the option that is out of range
 * @example adam({ learningRate: warmUp({ steps: 200, to: cosineDecay({ initialLearningRate: 1e-3, decaySteps: 5000 }) }) })
 */
export function warmUp({ steps, from = 0, to }: WarmUpOptions): Schedule {
  needWhole('warmUp', { steps }, 1);
  needNotNegative('warmUp', { from });
  if (typeof to === 'number') needPositive('warmUp', { to });
  const goal = rateAt(to, 0);
  return {
    name: 'warmUp',
    options: { steps, from, to: recordOf(to) },
    rate: (step) => (step < steps ? from + (goal - from) * (step / steps) : rateAt(to, step - steps)),
  };
}
