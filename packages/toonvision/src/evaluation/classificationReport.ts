// Precision, recall and F1 per class and averaged, as scikit-learn's classification_report computes them.

import { type ClassCount, ratio, scoreClass, tallyOf } from '@toonvision/nn/metrics';
import { sum } from '../statistics/index.ts';
import { type ConfusionMatrix, checkMatrix, confusionMatrix } from './confusionMatrix.ts';

/** Precision, recall and F1, each 0 to 1. */
export interface Scores {
  /** Right among those predicted as the class, 0 to 1. */
  precision: number;
  /** Right among those that are the class, 0 to 1. */
  recall: number;
  /** Harmonic mean of precision and recall, 0 to 1. */
  f1: number;
}

/** The scores of one class. */
export interface ClassScores extends Scores {
  name: string;
  /** How many samples truly are of the class. */
  support: number;
}

/** Precision, recall and F1 of each class with their averages, as scikit-learn's report. */
export interface ClassificationReport {
  /** One entry a class, in the order of `labelOrder`. */
  classes: ClassScores[];
  /** Share of right samples, or undefined where `labelOrder` leaves out a class that occurs: then `microAverage` counts. */
  accuracy?: number;
  /** From the counts of the reported classes together; all three are the accuracy where all classes are reported. */
  microAverage: Scores;
  /** The plain mean over the reported classes. */
  macroAverage: Scores;
  /** The mean over the reported classes, weighted by support. */
  weightedAverage: Scores;
  /** Samples whose true class is reported. */
  support: number;
  /** Decimals of the text, unless the formatter is told others. */
  digits: number;
  /** One sentence for each score that divides by zero and is therefore set to 0. */
  notes: string[];
}

/** Options of `classificationReport`. */
export interface ClassificationReportOptions {
  /** Class names in the order of the matrix or of the labels. */
  classes: readonly string[];
  /** Decimals of the printed report, 0 to 20. Default 2. */
  digits?: number;
  /** The classes to report, in this order. Default: all, in the order of `classes`. */
  labelOrder?: readonly string[];
}

/** Integer labels of the same samples. */
export interface LabelPair {
  trueLabels: ArrayLike<number>;
  predictedLabels: ArrayLike<number>;
}

/**
 * Scores of a classifier from its confusion matrix or from its labels. A score with nothing to divide by is 0 and is
 * named in `notes` (scikit-learn warns there).
 *
 * @throws RangeError when matrix, labels and classes do not fit, or `labelOrder` names an unknown class
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
      throw new RangeError(`labelOrder: '${name}' is not one of the classes (${classes.join(', ')})`);
    return counts;
  };
  const counts = labelOrder.map(countsOf);
  const reported = new Set(labelOrder);
  const isAbsent = ({ predicted, support }: ClassCount) => predicted + support === 0;
  const complete = classes.every((name) => reported.has(name) || isAbsent(countsOf(name)));

  const perClass = labelOrder.map((name): ClassScores => {
    const { predicted, support } = countsOf(name);
    if (predicted === 0) notes.push(`precision of ${name} is set to 0: nothing was predicted as ${name}`);
    if (support === 0) notes.push(`recall of ${name} is set to 0: no sample is ${name}`);
    if (predicted + support === 0)
      notes.push(`f1-score of ${name} is set to 0: ${name} is neither there nor predicted`);
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
