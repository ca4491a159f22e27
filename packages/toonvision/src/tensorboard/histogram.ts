// Values into buckets that grow by a tenth each, as TensorFlow's own histograms do.
import type { Histogram } from './messages.ts';

/** Upper bounds from 1e-12 on; TensorFlow's own list goes the same way (histogram.cc). */
const POSITIVE: readonly number[] = (() => {
  const limits: number[] = [];
  for (let limit = 1e-12; limit < 1e20; limit *= 1.1) limits.push(limit);
  return [...limits, Number.MAX_VALUE];
})();
const LIMITS: readonly number[] = [...POSITIVE.map((limit) => -limit).reverse(), 0, ...POSITIVE];

/**
 * The histogram of values; empty buckets at both ends are left out. Values that are no numbers are not counted.
 *
 * @example
 * histogramOf(new Float32Array([0.1, 0.2, -3])).count; // 3
 */
export function histogramOf(values: Iterable<number>): Histogram {
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
  // The bucket before a filled one gives it its lower bound; of several empty ones side by side the last stands for all.
  const places = Array.from({ length: last - first + 2 }, (_, index) => first - 1 + index).filter(
    (place) => place >= 0 && (counts.has(place) || counts.has(place + 1)),
  );
  return {
    min,
    max,
    count,
    sum,
    sumSquares,
    limits: places.map((place) => LIMITS[place] ?? 0),
    counts: places.map((place) => counts.get(place) ?? 0),
  };
}
