// Repeats: one configuration trained with several seeds, summary statistics, paired comparisons.
export {
  type CompareRepeatsOptions,
  compareRepeats,
  type MetricComparison,
  type RepeatsComparison,
} from './compareRepeats.ts';
export { type Distribution, distribution } from './distribution.ts';
export { listRepeats, readRepeats, repeatsOfRun, repeatsTable } from './repeatsFolder.ts';
export type {
  RepeatedMetrics,
  RepeatedRun,
  RepeatedSample,
  RepeatsRecord,
} from './repeatsRecord.ts';
export { bestAndWorst, repeatedMetrics } from './summarize.ts';
export { type RepeatsProgress, type TrainRepeatsOptions, trainRepeats } from './trainRepeats.ts';
