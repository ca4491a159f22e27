// What the metrics of repeats are called, and how they are written.
import type { RepeatsView } from '../api.ts';

type Metric = RepeatsView['metrics']['test'][number]['metric'];

export const METRIC_NAMES: Readonly<Record<Metric, string>> = {
  wrong: 'Wrong samples',
  accuracy: 'Accuracy',
  macroPrecision: 'Precision, macro',
  macroRecall: 'Recall, macro',
  macroF1: 'F1, macro',
  macroAuc: 'ROC area, macro',
  loss: 'Loss',
  brier: 'Brier score',
  ece: 'Calibration error',
};

export function metricShown(metric: Metric, value: number): string {
  return metric === 'wrong' ? value.toFixed(Number.isInteger(value) ? 0 : 1) : value.toFixed(3);
}
