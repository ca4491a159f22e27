// Metrics: one table with names, titles, directions and computation; imports nothing of the engine (`@toonvision/nn/metrics`).
export { macroAuc, rocAuc } from './auc.ts';
export {
  type ClassCount,
  type ClassScores,
  type ClassTally,
  classScores,
  ratio,
  scoreClass,
  tallyOf,
} from './classCounts.ts';
export { metricDirection } from './metricDirection.ts';
export {
  CLASS_METRICS,
  type ClassMetricName,
  METRICS,
  type MetricDirection,
  type MetricFacts,
  type MetricName,
  metricNames,
  metricValues,
  type Tally,
} from './metrics.ts';
export { argmax, rankOf } from './ranking.ts';
