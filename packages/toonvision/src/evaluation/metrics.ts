// The metrics of an evaluation: title, direction, digits, unit and computation. No Node, for use in pages too.
import { CLASS_METRICS, type ClassMetricName, METRICS, type MetricFacts, tallyOf } from '@toonvision/nn/metrics';
import type { ConfusionMatrix } from './confusionMatrix.ts';

/** Training records macro averages under short names; an evaluation uses their full names. */
const MACRO_NAMES = { precision: 'macroPrecision', recall: 'macroRecall', f1: 'macroF1' } as const;
type Evaluated<Name> = Name extends keyof typeof MACRO_NAMES ? (typeof MACRO_NAMES)[Name] : Name;
type ConfusionMetric = Evaluated<ClassMetricName>;

/** Name of an evaluation metric. */
export type EvaluationMetric = 'wrong' | ConfusionMetric | 'macroAuc' | 'loss' | 'brier' | 'ece';

/** Values of all metrics; `macroAuc` is null if no class has both positives and negatives. */
export type MetricValues = Record<Exclude<EvaluationMetric, 'macroAuc'>, number> & { macroAuc: number | null };

/** Inputs of the evaluation metrics. */
export interface EvaluationNumbers {
  confusion: ConfusionMatrix;
  loss: number;
  brier: number;
  calibration: { ece: number };
  areas: { macroAuc: number | null };
}

interface Metric extends MetricFacts {
  compute(numbers: EvaluationNumbers): number | null;
}

const CONFUSION_METRICS = Object.fromEntries(
  Object.entries(CLASS_METRICS).map(([name, metric]) => [
    (MACRO_NAMES as Record<string, string>)[name] ?? name,
    metric,
  ]),
) as Record<ConfusionMetric, (typeof CLASS_METRICS)[ClassMetricName]>;

/** Evaluation metrics by name, as shown in repeats, studies, reports, TensorBoard and the studio. */
export const EVALUATION_METRICS = {
  wrong: {
    title: 'Wrong samples',
    direction: 'min',
    digits: 1,
    unit: 'samples',
    summary: 'Number of incorrect predictions.',
    compute: ({ confusion }) => {
      const { decisions, correct } = tallyOf(confusion);
      return decisions - correct;
    },
  },
  ...(Object.fromEntries(
    Object.entries(CONFUSION_METRICS).map(([name, metric]): [string, Metric] => [
      name,
      { ...metric, compute: ({ confusion }) => metric.compute(tallyOf(confusion)) },
    ]),
  ) as Record<ConfusionMetric, Metric>),
  macroAuc: { ...METRICS.auc, compute: ({ areas }) => areas.macroAuc },
  loss: {
    title: 'Loss',
    direction: 'min',
    digits: 4,
    unit: 'nats',
    summary: 'Mean cross-entropy; probabilities below 1e-7 count as 1e-7.',
    compute: ({ loss }) => loss,
  },
  brier: {
    title: 'Brier score',
    direction: 'min',
    digits: 4,
    unit: 'none',
    summary: 'Mean squared error of the probabilities, summed over classes, 0 to 2.',
    compute: ({ brier }) => brier,
  },
  ece: {
    title: 'Expected calibration error',
    direction: 'min',
    digits: 4,
    unit: 'share',
    summary: 'Mean gap between confidence and accuracy.',
    compute: ({ calibration }) => calibration.ece,
  },
} as const satisfies Record<EvaluationMetric, Metric>;

/** Names of all evaluation metrics, in display order. */
export const EVALUATION_METRIC_NAMES = Object.keys(EVALUATION_METRICS) as EvaluationMetric[];

/** Computes all metrics of an evaluation. */
export function evaluationMetrics(numbers: EvaluationNumbers): MetricValues {
  return Object.fromEntries(
    EVALUATION_METRIC_NAMES.map((name) => [name, EVALUATION_METRICS[name].compute(numbers)]),
  ) as MetricValues;
}

/** Computes the metrics that follow from the confusion matrix alone; older records lack some of them. */
export function confusionMetrics(confusion: ConfusionMatrix): Record<ConfusionMetric, number> {
  const tally = tallyOf(confusion);
  return Object.fromEntries(
    Object.entries(CONFUSION_METRICS).map(([name, { compute }]) => [name, compute(tally)]),
  ) as Record<ConfusionMetric, number>;
}

/**
 * Formats the value of a metric, or a difference of two values.
 *
 * @example formatMetric('wrong', 18); // '18'
 * @example formatMetric('accuracy', 0.9042); // '0.9042'
 */
export function formatMetric(metric: EvaluationMetric, value: number): string {
  const { digits, unit } = EVALUATION_METRICS[metric];
  const text = value.toFixed(digits);
  return unit === 'samples' ? String(Number(text)) : text;
}

/** Formats all metrics with their titles, in display order. */
export function formatMetrics(metrics: MetricValues): { name: EvaluationMetric; title: string; text: string }[] {
  return EVALUATION_METRIC_NAMES.map((name) => {
    const value = metrics[name];
    return { name, title: EVALUATION_METRICS[name].title, text: value === null ? '-' : formatMetric(name, value) };
  });
}
