// Piecewise constant decay of the learning rate.
import { ModelError } from '../modelError.ts';
import { checkNotNegative } from './optionChecks.ts';
import type { Schedule } from './schedule.ts';

/** Options of `stepDecay`. */
export interface StepDecayOptions {
  /** Last step (batch, from 0) of each rate except the last; increasing whole numbers. */
  boundaries: readonly number[];
  /** Learning rates, each at least 0; one more than boundaries. */
  rates: readonly number[];
}

/**
 * rates[0] up to and including step boundaries[0], then rates[1] up to and including boundaries[1], and so on.
 * Source: `PiecewiseConstantDecay` in Keras.
 *
 * @throws ModelError if the boundaries do not increase, a rate is below 0, or the numbers do not match
 * @example sgd({ learningRate: stepDecay({ boundaries: [999, 1999], rates: [0.1, 0.01, 0.001] }) })
 */
export function stepDecay({ boundaries, rates }: StepDecayOptions): Schedule {
  if (rates.length !== boundaries.length + 1) {
    throw new ModelError(
      `stepDecay: expected one more rate than boundaries, got ${rates.length} rates and ${boundaries.length} boundaries`,
    );
  }
  const increasing = boundaries.every((b, i) => Number.isSafeInteger(b) && b >= 0 && b > (boundaries[i - 1] ?? -1));
  if (!increasing) {
    throw new ModelError(
      `stepDecay: boundaries must be increasing whole numbers of at least 0, got ${boundaries.join(', ')}`,
    );
  }
  checkNotNegative('stepDecay', Object.fromEntries(rates.map((rate, i) => [`rates[${i}]`, rate])));
  const [edges, values] = [[...boundaries], [...rates]];
  return {
    name: 'stepDecay',
    options: { boundaries: edges, rates: values },
    rate: (step) => {
      // -1 after the last boundary: the last rate.
      const segment = edges.findIndex((last) => step <= last);
      return values.at(segment) ?? 0;
    },
  };
}
