// Summarizes the sizes and aspect ratios of crops.
import type { Sample } from '../dataset/index.ts';

/** Five points of a distribution. */
export interface Quantiles {
  min: number;
  low: number;
  median: number;
  high: number;
  max: number;
}

/** Sizes and aspect ratios of crops. */
export interface CropStatistics {
  /** Pixels; `low` and `high` are the 5th and 95th percentile. */
  width: Quantiles;
  height: Quantiles;
  /** Height over width. */
  shape: Quantiles;
  /** Number of crops that are narrower or lower than the model input and are therefore enlarged. */
  smallerThanInput: number;
}

/** Returns the nearest value at a fraction of a sorted list. */
const quantile = (sorted: ArrayLike<number>, fraction: number): number =>
  sorted[Math.round(fraction * (sorted.length - 1))] ?? 0;

function quantiles(values: Float64Array): Quantiles {
  values.sort();
  return {
    min: quantile(values, 0),
    low: quantile(values, 0.05),
    median: quantile(values, 0.5),
    high: quantile(values, 0.95),
    max: quantile(values, 1),
  };
}

/** Computes the statistics of samples; all values are 0 without samples. */
export function cropStatistics(
  samples: readonly Pick<Sample, 'width' | 'height'>[],
  input: { width: number; height: number },
): CropStatistics {
  return {
    width: quantiles(Float64Array.from(samples, ({ width }) => width)),
    height: quantiles(Float64Array.from(samples, ({ height }) => height)),
    shape: quantiles(Float64Array.from(samples, ({ width, height }) => height / width)),
    smallerThanInput: samples.filter(({ width, height }) => width < input.width || height < input.height).length,
  };
}
