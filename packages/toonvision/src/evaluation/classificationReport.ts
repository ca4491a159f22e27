// Precision, recall and F1 per class and averaged, like scikit-learn's classification_report.

import { type ClassCount, ratio, scoreClass, tallyOf } from '@toonvision/nn/metrics';
import { sum } from '../statistics/index.ts';
import { type ConfusionMatrix, checkMatrix, confusionMatrix } from './confusionMatrix.ts';

/** Precision, recall and F1, each 0 to 1. */
export interface Scores {
  /** Share of correct predictions among those of the class, 0 to 1. */
  precision: number;
  /** Share of the samples of the class that are predicted as it, 0 to 1. */
  recall: number;
  /** Harmonic mean of precision and recall, 0 to 1. */
  f1: number;
}

/** The scores of one class. */
export interface ClassScores extends Scores {
  name: string;
  /** Number of samples whose true class it is. */
  support: number;
}

/** Precision, recall and F1 of each class and their averages. */
export interface ClassificationReport {
  /** One entry per class, in the order of `labelOrder`. */
  classes: ClassScores[];
  /** Share of correct predictions; undefined if `labelOrder` excludes a class that occurs (use `microAverage` then). */
  accuracy?: number;
  /** Scores from the pooled counts of the reported classes; equal to the accuracy if all classes are reported. */
  microAverage: Scores;
  /** Unweighted mean over the reported classes. */
  macroAverage: Scores;
  /** Mean over the reported classes, weighted by support. */
  weightedAverage: Scores;
  /** Number of samples whose true class is reported. */
  support: number;
  /** Default number of decimals when formatted. */
  digits: number;
  /** One sentence per score that is set to 0 because of a division by zero. */
  notes: string[];
}

/** Options of `classificationReport`. */
export interface ClassificationReportOptions {
  /** Class names in the order of the matrix or of the labels. */
  classes: readonly string[];
  /** Decimals of the printed report, 0 to 20. Default 2. */
  digits?: number;
  /** Classes to report, in this order. Default: all, in the order of `classes`. */
  labelOrder?: readonly string[];
}

/** Integer labels of the same samples. */
export interface LabelPair {
  trueLabels: ArrayLike<number>;
  predictedLabels: ArrayLike<number>;
}

/**
 * Computes the scores of a classifier from its confusion matrix or from labels. A score with a zero divisor is 0 and is
 * listed in `notes` (scikit-learn issues a warning).
 *
 * @throws RangeError if matrix, labels and classes do not match, or `labelOrder` names an unknown class
 *
 * @example
 * const report = classificationReport([[8, 2], [1, 9]], { classes: ['bb', 'lb'] });
 * report.accuracy; // 0.85
 */
export function classificationReport(
  source: ConfusionMatrix | LabelPair,
  { classes, digits = 2, labelOrder = classes }: ClassificationReportOptions,
): ClassificationReport {
  const matrix =
    'trueLabels' in source ? confusionMatrix(source.trueLabels, source.predictedLabels, { classes }) : source;
  checkMatrix(matrix, classes);
  const notes: string[] = [];
  const tally = tallyOf(matrix).classes;
  const countsOf = (name: string): ClassCount => {
    const counts = tally[classes.indexOf(name)];
    if (counts === undefined)
      throw new RangeError(`labelOrder: unknown class ${name}; expected one of ${classes.join(', ')}`);
    return counts;
  };
  const counts = labelOrder.map(countsOf);
  const reported = new Set(labelOrder);
  const isAbsent = ({ predicted, support }: ClassCount) => predicted + support === 0;
  const complete = classes.every((name) => reported.has(name) || isAbsent(countsOf(name)));

  const perClass = labelOrder.map((name): ClassScores => {
    const { predicted, support } = countsOf(name);
    if (predicted === 0) notes.push(`precision of ${name} is set to 0: no predicted samples`);
    if (support === 0) notes.push(`recall of ${name} is set to 0: no true samples`);
    if (predicted + support === 0) notes.push(`f1-score of ${name} is set to 0: no true and no predicted samples`);
    return { name, ...scoreClass(countsOf(name)), support };
  });
  const total = (field: keyof ClassCount) => sum(counts.map((count) => count[field]));
  const support = total('support');
  const microAverage = scoreClass({ hits: total('hits'), predicted: total('predicted'), support });
  return {
    classes: perClass,
    accuracy: complete ? microAverage.recall : undefined,
    microAverage,
    macroAverage: average(perClass, () => 1),
    weightedAverage: average(perClass, (scores) => scores.support),
    support,
    digits,
    notes,
  };
}

function average(rows: readonly ClassScores[], weightOf: (row: ClassScores) => number): Scores {
  const total = sum(rows.map(weightOf));
  const mean = (score: keyof Scores) => ratio(sum(rows.map((row) => row[score] * weightOf(row))), total);
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') };
}
