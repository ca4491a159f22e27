// The names of the metrics and which models have them.
import type { LossForm } from '../losses/index.ts';
import { ModelError } from '../modelError.ts';

/**
 * A model predicts the class of the largest probability, one with a single sigmoid class 1 above 0.5 and 0 else, one with
 * several sigmoids each label above 0.5 for itself.
 *
 * - `accuracy`: the share of right predictions, with several sigmoids of all labels.
 * - `precision`, `recall`, `f1`: the mean over classes or labels (macro); one without predictions (samples) counts 0.
 * - `precisionPerClass`, ...: the same for each class as `precision_0`, `precision_1`, ...
 * - `thresholdedPrecision`, `thresholdedRecall`: micro over all probabilities above 0.5 (what Keras calls Precision and Recall);
 *   with a single sigmoid those of class 1.
 * - `top2Accuracy`, ...: the share of samples whose class is among the so many most probable; of equal ones the first comes
 *   first, as in `argmax`. 1 where there are no more classes than that. For models with a softmax.
 * - `auc`: the area under the ROC curve, the mean over classes (one against the rest) or labels; keeps all probabilities
 *   meanwhile.
 */
export const metricNames = [
  'accuracy',
  'top2Accuracy',
  'top3Accuracy',
  'top5Accuracy',
  'auc',
  'precision',
  'recall',
  'f1',
  'precisionPerClass',
  'recallPerClass',
  'f1PerClass',
  'thresholdedPrecision',
  'thresholdedRecall',
] as const;

/** The name of a metric for `compile`; see `metricNames`. */
export type MetricName = (typeof metricNames)[number];

/** @throws ModelError for a name that is none, with those there are, and for a metric that the loss' models do not have */
export function checkMetrics(metrics: readonly MetricName[], kind: LossForm['kind']): void {
  for (const metric of metrics) {
    if (!metricNames.includes(metric)) {
      throw new ModelError(`no metric ${metric}; there are ${metricNames.join(', ')}`);
    }
    if (kind === 'binary' && metric.startsWith('top')) {
      throw new ModelError(`${metric} needs a model that ends in a softmax; for binary losses take accuracy`);
    }
  }
}
