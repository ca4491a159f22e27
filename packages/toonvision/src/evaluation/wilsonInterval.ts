// Wilson score interval of a proportion.

/** A closed interval of a proportion or a difference. */
export interface Interval {
  low: number;
  high: number;
}

/** 97.5th percentile of the standard normal distribution. */
const Z_95 = 1.959963984540054;

/**
 * Computes the Wilson score interval of `successes` among `trials`; 0 to 1 without trials.
 *
 * @param successes between 0 and `trials`
 * @param trials non-negative integer
 * @param z width in standard deviations; default 1.96 for a 95% interval
 * @throws RangeError if `successes` is not between 0 and `trials`
 *
 * @example
 * wilsonInterval(195, 197); // { low: 0.9637..., high: 0.9972... }
 */
export function wilsonInterval(successes: number, trials: number, z: number = Z_95): Interval {
  if (!(successes >= 0 && successes <= trials)) {
    throw new RangeError(`wilsonInterval() successes must be between 0 and ${trials} (trials), got ${successes}`);
  }
  if (trials === 0) return { low: 0, high: 1 };
  const rate = successes / trials;
  const denominator = 1 + (z * z) / trials;
  const center = (rate + (z * z) / (2 * trials)) / denominator;
  const half = (z / denominator) * Math.sqrt((rate * (1 - rate)) / trials + (z * z) / (4 * trials * trials));
  // The exact bounds at the ends are 0 and 1; rounding must not exceed them.
  return { low: successes === 0 ? 0 : center - half, high: successes === trials ? 1 : center + half };
}
