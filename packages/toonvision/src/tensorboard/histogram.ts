// Histograms with exponentially growing buckets, like TensorFlow's.
import type { Histogram } from './messages.ts';

/** Upper limits from 1e-12 with a factor of 1.1, as in TensorFlow's histogram.cc. */
const POSITIVE_LIMITS: readonly number[] = (() => {
  const limits: number[] = [];
  for (let limit = 1e-12; limit < 1e20; limit *= 1.1) limits.push(limit);
  return [...limits, Number.MAX_VALUE];
})();
const LIMITS: readonly number[] = [...POSITIVE_LIMITS.map((limit) => -limit).reverse(), 0, ...POSITIVE_LIMITS];

/**
 * Computes a histogram without empty buckets at both ends. Values that are not finite are ignored.
 *
 * @example
 * computeHistogram(new Float32Array([0.1, 0.2, -3])).count; // 3
 */
export function computeHistogram(values: Iterable<number>): Histogram {
  const counts = new Map<number, number>();
  let [min, max, count, sum, sumSquares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    let [low, high] = [0, LIMITS.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((LIMITS[middle] ?? 0) > value) high = middle;
      else low = middle + 1;
    }
    counts.set(low, (counts.get(low) ?? 0) + 1);
    min = Math.min(min, value);
    max = Math.max(max, value);
    count += 1;
    sum += value;
    sumSquares += value * value;
  }
  if (count === 0) return { min: 0, max: 0, count: 0, sum: 0, sumSquares: 0, limits: [0], counts: [0] };
  const [first, last] = [Math.min(...counts.keys()), Math.max(...counts.keys())];
  // The bucket before a non-empty one marks its lower limit; consecutive empty buckets are merged.
  const buckets = Array.from({ length: last - first + 2 }, (_, index) => first - 1 + index).filter(
    (bucket) => bucket >= 0 && (counts.has(bucket) || counts.has(bucket + 1)),
  );
  return {
    min,
    max,
    count,
    sum,
    sumSquares,
    limits: buckets.map((bucket) => LIMITS[bucket] ?? 0),
    counts: buckets.map((bucket) => counts.get(bucket) ?? 0),
  };
}
