// How a number differs between repeated runs: mean, standard deviation, smallest, median, largest.
import { mean, median, sampleVariance } from '../statistics/index.ts';

/** Values over seeds and what they come to. */
export interface Distribution {
  /** In the order of the runs. */
  values: number[];
  mean: number;
  /** Of a sample (divided by n - 1); 0 for one run. */
  sd: number;
  min: number;
  median: number;
  max: number;
}

/**
 * Mean, sample standard deviation, extremes and median of values.
 *
 * @throws RangeError when there is no value or one is not finite
 *
 * @example
 * distribution([20, 16, 28]); // { mean: 21.33, sd: 6.11, min: 16, median: 20, max: 28, ... }
 */
export function distribution(values: readonly number[]): Distribution {
  if (values.length === 0) throw new RangeError('a distribution needs a value');
  if (!values.every(Number.isFinite)) throw new RangeError(`not all are numbers: ${values.join(', ')}`);
  return {
    values: [...values],
    mean: mean(values),
    sd: Math.sqrt(sampleVariance(values)),
    min: Math.min(...values),
    median: median(values),
    max: Math.max(...values),
  };
}
