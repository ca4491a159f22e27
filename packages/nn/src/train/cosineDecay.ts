// Cosine decay of the learning rate (Loshchilov and Hutter 2016, without restarts).
import { cosine } from './deterministicCosine.ts';
import { checkNotNegative, checkPositive, checkWhole } from './optionChecks.ts';
import type { Schedule } from './schedule.ts';

/** Options of `cosineDecay`. */
export interface CosineDecayOptions {
  /** Learning rate of step 0, above 0. */
  initialLearningRate: number;
  /** Number of steps (batches) until the final rate; at least 1. */
  decaySteps: number;
  /** Final learning rate as a fraction of the initial one; at least 0. Default 0. */
  alpha?: number;
}

/**
 * initialLearningRate * ((1 - alpha) * (1 + cos(pi * step / decaySteps)) / 2 + alpha), constant after
 * `decaySteps`. Source: `CosineDecay` in Keras; for its warm-up see `warmUp`.
 *
 * @throws ModelError naming the option that is out of range
 * @example sgd({ learningRate: cosineDecay({ initialLearningRate: 0.1, decaySteps: 5000 }), momentum: 0.9 })
 */
export function cosineDecay({ initialLearningRate, decaySteps, alpha = 0 }: CosineDecayOptions): Schedule {
  checkPositive('cosineDecay', { initialLearningRate });
  checkWhole('cosineDecay', { decaySteps }, 1);
  checkNotNegative('cosineDecay', { alpha });
  return {
    name: 'cosineDecay',
    options: { initialLearningRate, decaySteps, alpha },
    rate: (step) => {
      const fraction = 0.5 * (1 + cosine(Math.PI * (Math.min(step, decaySteps) / decaySteps)));
      return initialLearningRate * ((1 - alpha) * fraction + alpha);
    },
  };
}
