// Every metric of training in one table: title, direction, digits, unit, and how it follows from counts.
import { type ClassTally, mean, ratio, scoreClass } from './classCounts.ts';

/** Whether a lower or a higher value is better. */
export type MetricDirection = 'min' | 'max';

/** What is said of a metric wherever it is shown. */
export interface MetricFacts {
  /** In sentence case: `Macro recall`. */
  title: string;
  direction: MetricDirection;
  /** Decimals of a printed value. */
  digits: number;
  /** `share` is 0 to 1; a coefficient has no unit. */
  unit: 'share' | 'samples' | 'nats' | 'none';
  /** Definition and range, in one sentence. */
  summary: string;
}

/** All counts of an epoch or an evaluation. */
export interface Tally extends ClassTally {
  samples: number;
  /** Number of samples by the rank of their class, softmax models only. */
  ranks: readonly number[];
  /** Outputs above 0.5, those of them that are correct, and outputs that should be. */
  aboveHalf: number;
  aboveHalfCorrect: number;
  positives: number;
  /** Needs every probability. */
  auc(): number;
}

export interface Metric<From> extends MetricFacts {
  /** Models that have it: those that end in a softmax, or those with one class per sample. Default all. */
  models?: 'softmax' | 'singleLabel';
  /** One value, or one per class. */
  compute(counts: From): number | readonly number[];
}

const share = { direction: 'max', digits: 4, unit: 'share' } as const;

/**
 * Metrics that follow from a confusion matrix. Training records them by default in ToonVision, and evaluations,
 * repeats, studies, reports and TensorBoard have them.
 */
export const CLASS_METRICS = {
  accuracy: {
    ...share,
    title: 'Accuracy',
    summary: 'Share of correct predictions; with several sigmoids, of all labels.',
    compute: ({ correct, decisions }) => ratio(correct, decisions),
  },
  precision: {
    ...share,
    title: 'Macro precision',
    summary: 'Mean precision over classes or labels; 0 for one without predictions.',
    compute: ({ classes }) => mean(classes.map((counts) => scoreClass(counts).precision)),
  },
  recall: {
    ...share,
    title: 'Macro recall',
    summary: 'Mean recall over classes or labels; 0 for one without samples.',
    compute: ({ classes }) => mean(classes.map((counts) => scoreClass(counts).recall)),
  },
  f1: {
    ...share,
    title: 'Macro F1',
    summary: 'Mean F1 over classes or labels; 0 for one without predictions and samples.',
    compute: ({ classes }) => mean(classes.map((counts) => scoreClass(counts).f1)),
  },
  balancedAccuracy: {
    ...share,
    title: 'Balanced accuracy',
    summary: 'Mean recall over the classes that have samples, as `balanced_accuracy_score` of scikit-learn.',
    compute: ({ classes }) =>
      mean(classes.filter(({ support }) => support > 0).map((counts) => scoreClass(counts).recall)),
  },
  cohenKappa: {
    title: "Cohen's kappa",
    direction: 'max',
    digits: 4,
    unit: 'none',
    models: 'singleLabel',
    summary: 'Agreement beyond chance, -1 to 1, as `cohen_kappa_score` of scikit-learn; 0 if only one class occurs.',
    compute: ({ classes, correct, decisions }) => {
      const pairs = classes.reduce((sum, { predicted, support }) => sum + predicted * support, 0);
      return ratio(correct * decisions - pairs, decisions * decisions - pairs);
    },
  },
} as const satisfies Record<string, Metric<ClassTally> & { compute(counts: ClassTally): number }>;
/** The name of a metric that follows from a confusion matrix. */
export type ClassMetricName = keyof typeof CLASS_METRICS;

const topK = (k: number): Metric<Tally> => ({
  ...share,
  title: `Top-${k} accuracy`,
  summary: `Share of samples whose class is among the ${k} most probable, ties in class order; 1 with ${k} classes or fewer.`,
  models: 'softmax',
  compute: ({ ranks, samples }) =>
    ratio(
      ranks.slice(0, k).reduce((sum, count) => sum + count, 0),
      samples,
    ),
});

const perClass = (score: 'precision' | 'recall' | 'f1'): Metric<Tally> => ({
  ...share,
  title: `${{ precision: 'Precision', recall: 'Recall', f1: 'F1' }[score]} per class`,
  summary: `Recorded as \`${score}_0\`, \`${score}_1\`, ...`,
  compute: ({ classes }) => classes.map((counts) => scoreClass(counts)[score]),
});

const OTHER_METRICS = {
  top2Accuracy: topK(2),
  top3Accuracy: topK(3),
  top5Accuracy: topK(5),
  auc: {
    ...share,
    title: 'Macro ROC AUC',
    summary: 'Mean area under the ROC curve over classes (one against the rest) or labels; keeps all probabilities.',
    compute: ({ auc }) => auc(),
  },
  precisionPerClass: perClass('precision'),
  recallPerClass: perClass('recall'),
  f1PerClass: perClass('f1'),
  thresholdedPrecision: {
    ...share,
    title: 'Thresholded precision',
    summary: 'Precision of all probabilities above 0.5 (micro), as the Precision metric of Keras.',
    compute: ({ aboveHalfCorrect, aboveHalf }) => ratio(aboveHalfCorrect, aboveHalf),
  },
  thresholdedRecall: {
    ...share,
    title: 'Thresholded recall',
    summary: 'Recall of all probabilities above 0.5 (micro), as the Recall metric of Keras.',
    compute: ({ aboveHalfCorrect, positives }) => ratio(aboveHalfCorrect, positives),
  },
} satisfies Record<string, Metric<Tally>>;
/** The name of a metric for `compile`; see `metricNames`. */
export type MetricName = ClassMetricName | keyof typeof OTHER_METRICS;

/** Every metric that `compile` takes, by name. */
export const METRICS: Readonly<Record<MetricName, Metric<Tally>>> = { ...CLASS_METRICS, ...OTHER_METRICS };

/**
 * The metrics that `compile` takes. A softmax model predicts the class of the largest probability, one with a single
 * sigmoid class 1 above 0.5 and class 0 otherwise, one with several sigmoids each label above 0.5.
 */
export const metricNames = Object.keys(METRICS) as readonly MetricName[];

/** The values of metrics under the names they are recorded by. */
export function metricValues(names: readonly MetricName[], counts: Tally): Record<string, number> {
  return Object.fromEntries(
    names.flatMap((name): [string, number][] => {
      const value = METRICS[name].compute(counts);
      if (typeof value === 'number') return [[name, value]];
      return value.map((each, label) => [`${name.replace('PerClass', '')}_${label}`, each]);
    }),
  );
}
