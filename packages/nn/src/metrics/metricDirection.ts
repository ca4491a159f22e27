// Whether lower or higher is better, for each value a run records.
import { METRICS, type MetricDirection } from './metrics.ts';

const directions = new Map<string, MetricDirection>(
  Object.entries(METRICS).map(([name, { direction }]) => [name, direction]),
);

/**
 * The better direction of a recorded value: `loss`, a metric, a metric of one class (`f1_2`), each also with `val`.
 * Other names go by their end: `...loss` is better lower, anything else higher.
 *
 * @example metricDirection('valLoss'); // 'min'
 */
export function metricDirection(name: string): MetricDirection {
  const recorded = /^val[A-Z]/.test(name) ? name.charAt(3).toLowerCase() + name.slice(4) : name;
  return directions.get(recorded.replace(/_\d+$/, '')) ?? (/loss$/i.test(recorded) ? 'min' : 'max');
}
