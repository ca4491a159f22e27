// Exponential decay of the learning rate.
import { power, wholePower } from './deterministicPower.ts';
import { checkPositive, checkWhole } from './optionChecks.ts';
import type { Schedule } from './schedule.ts';

/** Options of `exponentialDecay`. */
export interface ExponentialDecayOptions {
  /** Learning rate of step 0, above 0. */
  initialLearningRate: number;
  /** Number of steps (batches) over which the rate is multiplied by `decayRate`; at least 1. */
  decaySteps: number;
  /** Decay factor, above 0. */
  decayRate: number;
  /** Whether to decay at discrete intervals of `decaySteps` instead of continuously. Default false. */
  staircase?: boolean;
}

/**
 * initialLearningRate * decayRate^(step / decaySteps), the exponent rounded down with `staircase`.
 * Source: `ExponentialDecay` in Keras.
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
  checkPositive('exponentialDecay', { initialLearningRate, decayRate });
  checkWhole('exponentialDecay', { decaySteps }, 1);
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
