// The confusion matrix and what derives from it: row shares, errors and confused pairs.
import { sum } from '../statistics/index.ts';

/** Counts with true classes as rows and predicted classes as columns, both in the same order. */
export type ConfusionMatrix = readonly (readonly number[])[];

/** Options of `confusionMatrix`. */
export interface ConfusionMatrixOptions {
  /** Class names; label `i` is `classes[i]`. A class without samples keeps its row. */
  classes: readonly string[];
}

/**
 * Counts samples by true and predicted label.
 *
 * @param trueLabels integers from 0 to `classes.length - 1`
 * @param predictedLabels integers of the same range and number
 * @returns `matrix[true][predicted]`, square with `classes.length` rows
 * @throws RangeError if the lengths differ or a label is not an index of a class
 *
 * @example
 * confusionMatrix([0, 1, 1], [0, 0, 1], { classes: ['bb', 'lb'] }); // [[1, 0], [1, 1]]
 */
export function confusionMatrix(
  trueLabels: ArrayLike<number>,
  predictedLabels: ArrayLike<number>,
  { classes }: ConfusionMatrixOptions,
): number[][] {
  if (trueLabels.length !== predictedLabels.length) {
    throw new RangeError(`confusionMatrix() labels: ${trueLabels.length} true but ${predictedLabels.length} predicted`);
  }
  const matrix = classes.map(() => new Array<number>(classes.length).fill(0));
  for (let sample = 0; sample < trueLabels.length; sample++) {
    const row = matrix[labelAt(trueLabels, sample, classes)] as number[];
    const column = labelAt(predictedLabels, sample, classes);
    row[column] = (row[column] as number) + 1;
  }
  return matrix;
}

/** Returns the matrix with zeros on its diagonal, so that only errors are left. */
export function offDiagonal(matrix: ConfusionMatrix): number[][] {
  return matrix.map((row, truth) => row.map((count, predicted) => (truth === predicted ? 0 : count)));
}

/**
 * Divides each row by its sum: the share of the samples of a true class that is predicted as each class. The row of a
 * class without samples is all zeros, like `normalize='true'` in scikit-learn.
 *
 * @example
 * normalizeRows([[8, 2], [0, 0]]); // [[0.8, 0.2], [0, 0]]
 */
export function normalizeRows(matrix: ConfusionMatrix): number[][] {
  return matrix.map((row) => {
    const total = sum(row);
    return row.map((count) => (total === 0 ? 0 : count / total));
  });
}

/** How often one class is mistaken for another. */
export interface ConfusedPair {
  true: string;
  predicted: string;
  count: number;
  /** Share of the samples of the true class, 0 to 1. */
  share: number;
}

/**
 * Lists the confusions, most frequent first; ties are sorted by share, then by class order.
 *
 * @example
 * confusedPairs([[8, 2], [0, 9]], { classes: ['bb', 'lb'] });
 * // [{ true: 'bb', predicted: 'lb', count: 2, share: 0.2 }]
 */
export function confusedPairs(matrix: ConfusionMatrix, { classes }: ConfusionMatrixOptions): ConfusedPair[] {
  checkMatrix(matrix, classes);
  const shares = normalizeRows(matrix);
  return offDiagonal(matrix)
    .flatMap((row, truth) =>
      row.map((count, predicted) => ({
        true: classes[truth] ?? '',
        predicted: classes[predicted] ?? '',
        count,
        share: shares[truth]?.[predicted] ?? 0,
      })),
    )
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || b.share - a.share);
}

/** Throws a RangeError unless `matrix` is square with one row per class and holds non-negative integers. */
export function checkMatrix(matrix: ConfusionMatrix, classes: readonly string[]): void {
  if (matrix.length !== classes.length || matrix.some((row) => row.length !== classes.length)) {
    const shape = `${matrix.length} x ${matrix[0]?.length ?? 0}`;
    throw new RangeError(`confusion matrix: ${shape} for ${classes.length} classes (${classes.join(', ')})`);
  }
  for (const [truth, row] of matrix.entries()) {
    for (const count of row) {
      if (!Number.isInteger(count) || count < 0) {
        throw new RangeError(`confusion matrix: ${count} in the row of ${classes[truth]} is not a count`);
      }
    }
  }
}

function labelAt(labels: ArrayLike<number>, sample: number, classes: readonly string[]): number {
  const label = labels[sample];
  if (label === undefined || !Number.isInteger(label) || label < 0 || label >= classes.length) {
    throw new RangeError(`label ${label} of sample ${sample} must be an integer between 0 and ${classes.length - 1}`);
  }
  return label;
}
