// Sizes and shapes of the crops in a few numbers.
import type { Sample } from '../dataset/index.ts';

/** Five points of a distribution. */
export interface Quantiles {
  min: number;
  low: number;
  median: number;
  high: number;
  max: number;
}

/** How large the crops are. */
export interface CropStatistics {
  /** Pixels; `low` and `high` are the 5th and 95th percentile. */
  width: Quantiles;
  height: Quantiles;
  /** Height over width. */
  shape: Quantiles;
  /** Crops with fewer pixels than the model's input in either direction: they are blown up. */
  smallerThanInput: number;
}

/** The value at `share` of a sorted list, the nearest one. */
const at = (sorted: ArrayLike<number>, share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;

function quantiles(values: Float64Array): Quantiles {
  values.sort();
  return {
    min: at(values, 0),
    low: at(values, 0.05),
    median: at(values, 0.5),
    high: at(values, 0.95),
    max: at(values, 1),
  };
}

/** The statistics of one sample or more; zeros of none. */
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
