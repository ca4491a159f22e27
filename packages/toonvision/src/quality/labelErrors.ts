// Finds likely label errors by confident learning on out-of-fold probabilities.
import { sum } from '../statistics/index.ts';

/** Options of `findLabelErrors`. */
export interface LabelErrorsOptions {
  /** Number of classes. */
  classes: number;
}

/** A sample whose label is probably wrong. */
export interface LabelError {
  /** Index of the sample. */
  index: number;
  given: number;
  /** The class the sample probably belongs to. */
  suggested: number;
  /** Probability of the given class; the lower, the more likely the label is wrong. */
  selfConfidence: number;
}

/** Result of `findLabelErrors`. */
export interface LabelErrors {
  /** Sorted by ascending self-confidence. */
  errors: LabelError[];
  /** Mean probability of each class over its samples; NaN for a class without samples. */
  thresholds: number[];
  /** Share of samples whose most probable class is the given one. A weak model also reports many correct labels. */
  agreement: number;
  /** Confident joint `[given][probable]`, scaled so that each row sums to the number of samples of its class. */
  joint: number[][];
}

/**
 * Returns the most probable class at or above its threshold, or undefined. Ties are resolved in favor of the given
 * class, then the first.
 */
function findConfidentClass(row: ArrayLike<number>, thresholds: readonly number[], given: number): number | undefined {
  let best = (row[given] ?? 0) >= (thresholds[given] ?? Number.NaN) ? given : undefined;
  for (let label = 0; label < thresholds.length; label += 1) {
    const value = row[label] ?? 0;
    // A threshold of NaN (no samples of the class) is never reached.
    if (value >= (thresholds[label] ?? Number.NaN) && (best === undefined || value > (row[best] ?? 0))) best = label;
  }
  return best;
}

/**
 * Finds probably wrong labels (Northcutt, Jiang and Chuang 2021, "Confident Learning: Estimating Uncertainty in Dataset
 * Labels"). A sample of given class i counts as class j if its probability of j reaches the mean probability of j over
 * the samples labeled j. Samples off the diagonal of this confident joint are returned. This is the most conservative
 * of the methods in the paper: with 25 wrong labels in a demo town, it found 22 of them among 89 reports, "prune by
 * noise rate" 23 among 123.
 *
 * @param probabilities `[n, classes]` flattened, of models that were not trained on the sample
 * @param labels class index of each sample
 * @throws RangeError when the sizes differ, a label is not a class index or a probability is not between 0 and 1
 *
 * @example
 * const { errors } = findLabelErrors(probabilities, labels, { classes: 4 });
 */
export function findLabelErrors(
  probabilities: ArrayLike<number>,
  labels: readonly number[],
  { classes }: LabelErrorsOptions,
): LabelErrors {
  if (probabilities.length !== labels.length * classes)
    throw new RangeError(
      `expected ${labels.length * classes} probabilities for ${labels.length} samples of ${classes} classes, ` +
        `got ${probabilities.length}`,
    );
  for (const label of labels)
    if (!Number.isInteger(label) || label < 0 || label >= classes)
      throw new RangeError(`label ${label} is not a class index between 0 and ${classes - 1}`);
  for (let i = 0; i < probabilities.length; i += 1) {
    const value = probabilities[i] ?? Number.NaN;
    if (!(value >= 0 && value <= 1 + 1e-6)) throw new RangeError(`a probability must be between 0 and 1, got ${value}`);
  }
  const rows = labels.map((_, index) =>
    Array.from({ length: classes }, (_, label) => probabilities[index * classes + label] ?? 0),
  );
  const sizes = new Array<number>(classes).fill(0);
  const sums = new Array<number>(classes).fill(0);
  labels.forEach((label, index) => {
    sizes[label] = (sizes[label] ?? 0) + 1;
    sums[label] = (sums[label] ?? 0) + (rows[index]?.[label] ?? 0);
  });
  const thresholds = sums.map((sum, label) => sum / (sizes[label] ?? 0));
  const probable = rows.map((row, index) => findConfidentClass(row, thresholds, labels[index] ?? 0));
  const counted = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  labels.forEach((label, index) => {
    const [line, other] = [counted[label], probable[index]];
    if (line !== undefined && other !== undefined) line[other] = (line[other] ?? 0) + 1;
  });
  const joint = counted.map((line, label) => {
    const total = sum(line);
    // Without a confident sample, nothing is known about errors of the class.
    if (total === 0) return line.map((_, other) => (other === label ? (sizes[label] ?? 0) : 0));
    return line.map((value) => (value * (sizes[label] ?? 0)) / total);
  });

  const errors = labels
    .flatMap((given, index): LabelError[] => {
      const suggested = probable[index];
      const selfConfidence = rows[index]?.[given] ?? 0;
      if (suggested === undefined || suggested === given) return [];
      return [{ index, given, suggested, selfConfidence }];
    })
    .sort((a, b) => a.selfConfidence - b.selfConfidence || a.index - b.index);
  const agreeing = labels.filter((given, index) => rows[index]?.every((value) => value <= (rows[index]?.[given] ?? 0)));
  return { errors, thresholds, agreement: agreeing.length / labels.length, joint };
}
