// Wilson's interval for a rate: how far the true rate may lie from the observed one.

/** An interval of a share or a difference, both ends in it. */
export interface Interval {
  low: number;
  high: number;
}

/** The two-sided 95% point of the normal distribution. */
const Z_95 = 1.959963984540054;

/**
 * The Wilson score interval of `successes` among `trials`; 0 to 1 when there was no trial.
 *
 * @param successes 0 to `trials`
 * @param trials whole, not negative
 * @param z standard deviations; default 1.96 for 95%
 *
 * @example
 * wilsonInterval(195, 197); // { low: 0.9637..., high: 0.9972... }
 */
export function wilsonInterval(successes: number, trials: number, z: number = Z_95): Interval {
  if (!(successes >= 0 && successes <= trials)) {
    throw new RangeError(`wilsonInterval() successes: ${successes} is not between 0 and the ${trials} trials`);
  }
  if (trials === 0) return { low: 0, high: 1 };
  const rate = successes / trials;
  const denominator = 1 + (z * z) / trials;
  const centre = (rate + (z * z) / (2 * trials)) / denominator;
  const half = (z / denominator) * Math.sqrt((rate * (1 - rate)) / trials + (z * z) / (4 * trials * trials));
  // At the ends the exact bounds are 0 and 1; rounding must not step over them.
  return { low: successes === 0 ? 0 : centre - half, high: successes === trials ? 1 : centre + half };
}
