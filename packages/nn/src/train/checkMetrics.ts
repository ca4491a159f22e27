// Whether a model has the metrics that `compile` is given.
import { METRICS, type MetricName, metricNames } from '../metrics/index.ts';
import { ModelError } from '../modelError.ts';
import type { Prediction } from './metricCounts.ts';

/** @throws ModelError for an unknown name, listing the known ones, and for a metric that such a model does not have */
export function checkMetrics(metrics: readonly MetricName[], { kind, outputs }: Prediction): void {
  for (const metric of metrics) {
    if (!Object.hasOwn(METRICS, metric)) {
      throw new ModelError(`no metric ${metric}; there are ${metricNames.join(', ')}`);
    }
    const { models } = METRICS[metric];
    if (models === 'softmax' && kind === 'binary') {
      throw new ModelError(`${metric} needs a model that ends in a softmax; for binary losses take accuracy`);
    }
    if (models === 'singleLabel' && kind === 'binary' && outputs > 1) {
      throw new ModelError(`${metric} needs one class per sample; for a model with several sigmoids take f1`);
    }
  }
}
