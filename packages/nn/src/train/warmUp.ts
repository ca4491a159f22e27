// Linear warm-up of the learning rate before another schedule.
import { checkNotNegative, checkPositive, checkWhole } from './optionChecks.ts';
import { type LearningRate, rateAt, recordOf, type Schedule } from './schedule.ts';

/** Options of `warmUp`. */
export interface WarmUpOptions {
  /** Number of warm-up steps (batches); at least 1. */
  steps: number;
  /** Learning rate of step 0, at least 0. Default 0. */
  from?: number;
  /** Learning rate after the warm-up: a number above 0, or a schedule, which starts at its step 0. */
  to: LearningRate;
}

/**
 * Increases linearly from `from` at step 0 to the first rate of `to` at step `steps`, then follows `to`.
 * Source: the warm-up of `CosineDecay` in Keras.
 *
 * @throws ModelError naming the option that is out of range
 * @example
 * const to = cosineDecay({ initialLearningRate: 1e-3, decaySteps: 5000 });
 * adam({ learningRate: warmUp({ steps: 200, to }) });
 */
export function warmUp({ steps, from = 0, to }: WarmUpOptions): Schedule {
  checkWhole('warmUp', { steps }, 1);
  checkNotNegative('warmUp', { from });
  if (typeof to === 'number') checkPositive('warmUp', { to });
  const target = rateAt(to, 0);
  return {
    name: 'warmUp',
    options: { steps, from, to: recordOf(to) },
    rate: (step) => (step < steps ? from + (target - from) * (step / steps) : rateAt(to, step - steps)),
  };
}
