// Exponential decay of the learning rate, continuous or in stairs.
import { power, wholePower } from './deterministicPower.ts';
import { needPositive, needWhole } from './optionChecks.ts';
import type { Schedule } from './schedule.ts';

/** Options of `exponentialDecay`. */
export interface ExponentialDecayOptions {
  /** The rate of step 0, above 0. */
  initialLearningRate: number;
  /** Steps (batches) in which the rate falls by the factor `decayRate`; at least 1. */
  decaySteps: number;
  /** Above 0; below 1 the rate falls. */
  decayRate: number;
  /** Keeps the rate for `decaySteps` steps at a time. Default false. */
  staircase?: boolean;
}

/**
 * initialLearningRate * decayRate^(step / decaySteps), the exponent rounded down with `staircase`.
 * Source: Keras' `ExponentialDecay`.
 *
 * @throws ModelError naming the option that is out of range
 * @example adam({ learningRate: exponentialDecay({ initialLearningRate: 1e-3, decaySteps: 1000, decayRate: 0.96 }) })
 */
export function exponentialDecay({
  initialLearningRate,
  decaySteps,
  decayRate,
  staircase = false,
}: ExponentialDecayOptions): Schedule {
  needPositive('exponentialDecay', { initialLearningRate, decayRate });
  needWhole('exponentialDecay', { decaySteps }, 1);
  return {
    name: 'exponentialDecay',
    options: { initialLearningRate, decaySteps, decayRate, staircase },
    rate: (step) => {
      const exponent = step / decaySteps;
      return (
        initialLearningRate * (staircase ? wholePower(decayRate, Math.floor(exponent)) : power(decayRate, exponent))
      );
    },
  };
}
