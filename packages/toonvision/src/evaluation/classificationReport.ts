// Precision, recall and F1 per class and averaged, as scikit-learn's classification_report computes them.
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
  const counts = labelOrder.map((name) => countsOf(matrix, classes, name));
  const reported = new Set(labelOrder);
  const complete = classes.every((name) => reported.has(name) || countsOf(matrix, classes, name).occurs === 0);

  const perClass = counts.map(({ name, right, predicted, support }): ClassScores => {
    if (predicted === 0) notes.push(`precision of ${name} is set to 0: nothing was predicted as ${name}`);
    if (support === 0) notes.push(`recall of ${name} is set to 0: no sample is ${name}`);
    if (predicted + support === 0)
      notes.push(`f1-score of ${name} is set to 0: ${name} is neither there nor predicted`);
    return { name, ...scoresOf(right, predicted, support), support };
  });
  const support = sum(counts.map((count) => count.support));
  const microAverage = scoresOf(
    sum(counts.map((count) => count.right)),
    sum(counts.map((count) => count.predicted)),
    support,
  );
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

interface Counts {
  name: string;
  right: number;
  predicted: number;
  support: number;
  occurs: number;
}

function countsOf(matrix: ConfusionMatrix, classes: readonly string[], name: string): Counts {
  const label = classes.indexOf(name);
  if (label < 0) throw new RangeError(`labelOrder: '${name}' is not one of the classes (${classes.join(', ')})`);
  const support = sum(matrix[label] ?? []);
  const predicted = sum(matrix.map((row) => row[label] ?? 0));
  return { name, right: matrix[label]?.[label] ?? 0, predicted, support, occurs: support + predicted };
}

function scoresOf(right: number, predicted: number, support: number): Scores {
  const precision = ratio(right, predicted);
  const recall = ratio(right, support);
  // The same as 2 right / (predicted + support) but for the last bit, and that bit decides how the article's 0.825 is
  // rounded: its scikit-learn (before 1.3) computed this form and printed 0.83.
  return { precision, recall, f1: ratio(2 * precision * recall, precision + recall) };
}

function average(rows: readonly ClassScores[], weightOf: (row: ClassScores) => number): Scores {
  const total = sum(rows.map(weightOf));
  const mean = (score: keyof Scores) => ratio(sum(rows.map((row) => row[score] * weightOf(row))), total);
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
