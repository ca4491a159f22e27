// Whether lower or higher is better, for each value a run records.
import type { MetricName } from './metrics.ts';

/** Whether a lower or a higher value is better. */
export type MetricDirection = 'min' | 'max';

// A new metric does not compile before it says its direction.
const DIRECTIONS: Record<MetricName, MetricDirection> = {
  accuracy: 'max',
  top2Accuracy: 'max',
  top3Accuracy: 'max',
  top5Accuracy: 'max',
  auc: 'max',
  precision: 'max',
  recall: 'max',
  f1: 'max',
  precisionPerClass: 'max',
  recallPerClass: 'max',
  f1PerClass: 'max',
  thresholdedPrecision: 'max',
  thresholdedRecall: 'max',
};

const known = new Map<string, MetricDirection>(Object.entries(DIRECTIONS));

/**
 * The better direction of a recorded value: `loss`, a metric, a metric of one class (`f1_2`), each also with `val`.
 * Other names go by their end: `...loss` is better lower, anything else higher.
 *
 * @example metricDirection('valLoss'); // 'min'
 */
export function metricDirection(name: string): MetricDirection {
  const held = /^val[A-Z]/.test(name) ? name.charAt(3).toLowerCase() + name.slice(4) : name;
  return known.get(held.replace(/_\d+$/, '')) ?? (/loss$/i.test(held) ? 'min' : 'max');
}
