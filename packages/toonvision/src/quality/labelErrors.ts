// Likely label errors: confident learning on probabilities that a model gave without having seen the sample.
import { sum } from '../statistics/index.ts';

/** Options of `findLabelErrors`. */
export interface LabelErrorsOptions {
  /** Number of classes. */
  classes: number;
}

/** A sample whose label is probably wrong. */
export interface LabelError {
  /** Place in the labels. */
  index: number;
  given: number;
  /** The class the sample probably belongs to. */
  suggested: number;
  /** Probability of the given class: the lower, the likelier the label is wrong. */
  selfConfidence: number;
}

/** Labels that are probably wrong, by confident learning. */
export interface LabelErrors {
  /** The least self-confident first. */
  errors: LabelError[];
  /** Mean probability of each class among the samples that carry it; NaN for a class without samples. */
  thresholds: number[];
  /** Share of the samples whose most probable class is the given one: a weak model accuses many labels wrongly. */
  agreement: number;
  /** `[given][probable]`: samples counted confidently, scaled so that each row sums to its class's samples. */
  joint: number[][];
}

/**
 * The class a sample confidently belongs to: the most probable of those at or above their threshold, or undefined. Of
 * equally probable ones the given class, else the first.
 */
function confidentClass(row: ArrayLike<number>, thresholds: readonly number[], given: number): number | undefined {
  const own = row[given] ?? 0;
  let best = own >= (thresholds[given] ?? Number.NaN) ? given : undefined;
  for (let label = 0; label < thresholds.length; label += 1) {
    const value = row[label] ?? 0;
    // A threshold of NaN (no sample of the class) is never reached.
    if (value >= (thresholds[label] ?? Number.NaN) && (best === undefined || value > (row[best] ?? 0))) best = label;
  }
  return best;
}

/**
 * Finds labels that are probably wrong (Northcutt, Jiang and Chuang 2021, "Confident Learning: Estimating Uncertainty in
 * Dataset Labels"). A sample of given class i counts as probably of class j when its probability of j reaches the mean
 * probability of j among the samples that carry j: each class is measured by how sure the model is of it elsewhere. The
 * samples off the diagonal of that confident joint are returned. Of the paper's ways to choose them this is the most
 * careful: with 25 labels of a demo town falsified, it named 22 of them among 89, "prune by noise rate" 23 among 123.
 *
 * @param probabilities `[n, classes]` flattened, out of fold: of models that were not trained on the sample
 * @param labels class number of each sample
 * @throws RangeError when the sizes do not fit, a label is no class or a probability is not 0 to 1
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
    throw new RangeError(`${probabilities.length} probabilities for ${labels.length} samples of ${classes} classes`);
  for (const label of labels)
    if (!Number.isInteger(label) || label < 0 || label >= classes) throw new RangeError(`label ${label} is no class`);
  for (let at = 0; at < probabilities.length; at += 1) {
    const value = probabilities[at] ?? Number.NaN;
    if (!(value >= 0 && value <= 1 + 1e-6)) throw new RangeError(`probability ${value} is not 0 to 1`);
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
  const probable = rows.map((row, index) => confidentClass(row, thresholds, labels[index] ?? 0));
  const counted = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  labels.forEach((label, index) => {
    const [line, other] = [counted[label], probable[index]];
    if (line !== undefined && other !== undefined) line[other] = (line[other] ?? 0) + 1;
  });
  const joint = counted.map((line, label) => {
    const total = sum(line);
    // No sample of the class was confident of anything: nothing is known of its errors.
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
