// Descriptive statistics: counts, means, variances and quantiles.
export { countBy } from './countBy.ts';
export { mean, sampleVariance, standardErrorOfMean, sum, variance } from './mean.ts';
export { median, orderStatistic, quantile } from './quantile.ts';
