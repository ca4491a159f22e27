// Summary statistics of a metric over repeated runs.
import { mean, median, sampleVariance } from '../statistics/index.ts';

/** Values over seeds and their summary statistics. */
export interface Distribution {
  /** Values in the order of the runs. */
  values: number[];
  mean: number;
  /** Sample standard deviation (divided by n - 1); 0 for a single value. */
  sd: number;
  min: number;
  median: number;
  max: number;
}

/**
 * Computes mean, sample standard deviation, minimum, median and maximum.
 *
 * @throws RangeError if `values` is empty or a value is not finite
 *
 * @example
 * distribution([20, 16, 28]); // { mean: 21.33, sd: 6.11, min: 16, median: 20, max: 28, ... }
 */
export function distribution(values: readonly number[]): Distribution {
  if (values.length === 0) throw new RangeError('distribution() needs at least one value');
  if (!values.every(Number.isFinite))
    throw new RangeError(`distribution() values must be finite, got ${values.join(', ')}`);
  return {
    values: [...values],
    mean: mean(values),
    sd: Math.sqrt(sampleVariance(values)),
    min: Math.min(...values),
    median: median(values),
    max: Math.max(...values),
  };
}
