// The confusion matrix as a text table.
import { sum } from '../statistics/index.ts';
import { type ConfusionMatrix, checkMatrix } from './confusionMatrix.ts';

/** Options of `formatConfusionMatrix`. */
export interface FormatConfusionMatrixOptions {
  /** Class names in the order of the matrix. */
  classes: readonly string[];
  /** Text of a zero; `'.'` makes a sparse matrix easier to read. Default `'0'`. */
  zero?: string;
  /** Whether to add a column with the sum of each row. Default true. */
  totals?: boolean;
}

/**
 * Formats a confusion matrix as a table with true classes as rows and predicted classes as columns, without a final
 * newline.
 *
 * @example
 * formatConfusionMatrix([[8, 2], [1, 9]], { classes: ['bb', 'lb'] });
 * // true \ predicted  bb  lb  total
 * //               bb   8   2     10
 * //               lb   1   9     10
 */
export function formatConfusionMatrix(
  matrix: ConfusionMatrix,
  { classes, zero = '0', totals = true }: FormatConfusionMatrixOptions,
): string {
  checkMatrix(matrix, classes);
  const header = ['true \\ predicted', ...classes, ...(totals ? ['total'] : [])];
  const rows = matrix.map((row, truth) => [
    classes[truth] ?? '',
    ...row.map((count) => (count === 0 ? zero : String(count))),
    ...(totals ? [String(sum(row))] : []),
  ]);
  const widths = header.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [header, ...rows]
    .map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '))
    .join('\n');
}
