// Sum, mean and spread of numbers, added up in the order given.

/** The sum; 0 without values. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The arithmetic mean; NaN without values. */
export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

/** The population variance (divided by n); NaN without values. */
export function variance(values: readonly number[]): number {
  return sumOfSquaredDeviations(values) / values.length;
}

/** The unbiased sample variance (divided by n - 1); 0 for a single value. */
export function sampleVariance(values: readonly number[]): number {
  return sumOfSquaredDeviations(values) / Math.max(1, values.length - 1);
}

/** The standard error of the mean, from the sample variance; 0 for a single value. */
export function standardErrorOfMean(values: readonly number[]): number {
  return Math.sqrt(sampleVariance(values) / Math.max(1, values.length));
}

function sumOfSquaredDeviations(values: readonly number[]): number {
  const center = mean(values);
  return values.reduce((total, value) => total + (value - center) ** 2, 0);
}
