// Whether a model has the metrics that `compile` is given.
import type { LossForm } from '../losses/index.ts';
import { METRICS, type MetricName, metricNames } from '../metrics/index.ts';
import { ModelError } from '../modelError.ts';

/** @throws ModelError for an unknown name, listing the known ones, and for a metric that models of this loss do not have */
export function checkMetrics(metrics: readonly MetricName[], kind: LossForm['kind']): void {
  for (const metric of metrics) {
    if (!Object.hasOwn(METRICS, metric)) {
      throw new ModelError(`no metric ${metric}; there are ${metricNames.join(', ')}`);
    }
    if (kind === 'binary' && METRICS[metric].softmaxOnly === true) {
      throw new ModelError(`${metric} needs a model that ends in a softmax; for binary losses take accuracy`);
    }
  }
}
