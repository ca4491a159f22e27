// A learning rate that is constant from step to step and changes at boundaries.
import { ModelError } from '../modelError.ts';
import { needNotNegative } from './optionChecks.ts';
import type { Schedule } from './schedule.ts';

/** Options of `stepDecay`. */
export interface StepDecayOptions {
  /** The last steps (batches, from 0) of each rate but the last, rising whole numbers. */
  boundaries: readonly number[];
  /** One more than boundaries; each at least 0. */
  rates: readonly number[];
}

/**
 * rates[0] up to and with step boundaries[0], then rates[1] up to and with boundaries[1], and so on.
 * Source: Keras' `PiecewiseConstantDecay`.
 *
 * @throws ModelError for boundaries that do not rise, rates below 0 and counts that do not match
 * @example sgd({ learningRate: stepDecay({ boundaries: [999, 1999], rates: [0.1, 0.01, 0.001] }) })
 */
export function stepDecay({ boundaries, rates }: StepDecayOptions): Schedule {
  if (rates.length !== boundaries.length + 1) {
    throw new ModelError(
      `stepDecay: rates must be one more than boundaries, got ${rates.length} rates and ${boundaries.length} boundaries`,
    );
  }
  const rising = boundaries.every((b, i) => Number.isSafeInteger(b) && b >= 0 && b > (boundaries[i - 1] ?? -1));
  if (!rising) {
    throw new ModelError(`stepDecay: boundaries must be rising whole numbers from 0, got ${boundaries.join(', ')}`);
  }
  needNotNegative('stepDecay', Object.fromEntries(rates.map((rate, i) => [`rates[${i}]`, rate])));
  const [edges, values] = [[...boundaries], [...rates]];
  return {
    name: 'stepDecay',
    options: { boundaries: edges, rates: values },
    rate: (step) => {
      // -1 behind the last boundary, which is the last rate.
      const segment = edges.findIndex((last) => step <= last);
      return values.at(segment) ?? 0;
    },
  };
}
