// Cosine decay of the learning rate (Loshchilov and Hutter 2016, without restarts).
import { cosine } from './deterministicCosine.ts';
import { needNotNegative, needPositive, needWhole } from './optionChecks.ts';
import type { Schedule } from './schedule.ts';

/** Options of `cosineDecay`. */
export interface CosineDecayOptions {
  /** The rate of step 0, above 0. */
  initialLearningRate: number;
  /** Steps (batches) until the lowest rate, which stays from then on; at least 1. */
  decaySteps: number;
  /** The lowest rate as a share of the first, at least 0; default 0. */
  alpha?: number;
}

/**
 * initialLearningRate * ((1 - alpha) * (1 + cos(pi * step / decaySteps)) / 2 + alpha), constant after `decaySteps`.
 * Source: Keras' `CosineDecay`; for its warm-up see `warmUp`.
 *
 * @throws ModelError naming the option that is out of range
 * @example sgd({ learningRate: cosineDecay({ initialLearningRate: 0.1, decaySteps: 5000 }), momentum: 0.9 })
 */
export function cosineDecay({ initialLearningRate, decaySteps, alpha = 0 }: CosineDecayOptions): Schedule {
  needPositive('cosineDecay', { initialLearningRate });
  needWhole('cosineDecay', { decaySteps }, 1);
  needNotNegative('cosineDecay', { alpha });
  return {
    name: 'cosineDecay',
    options: { initialLearningRate, decaySteps, alpha },
    rate: (step) => {
      const share = 0.5 * (1 + cosine(Math.PI * (Math.min(step, decaySteps) / decaySteps)));
      return initialLearningRate * ((1 - alpha) * share + alpha);
    },
  };
}
