// Labels at the door: integers inside, from integers (sparse loss) or one-hot rows (categorical loss).
import { ModelError } from '../modelError.ts';

export type LossName = 'sparseCategoricalCrossentropy' | 'categoricalCrossentropy';

/**
 * Class numbers of `count` samples.
 *
 * @param labels `count` class numbers for the sparse loss, `count * classes` values 0 or 1 for the other
 * @throws ModelError for one-hot rows where integers are due and the reverse, and for labels out of range
 */
export function classNumbers(labels: ArrayLike<number>, count: number, classes: number, loss: LossName): Int32Array {
  const oneHot = loss === 'categoricalCrossentropy';
  const expected = oneHot ? count * classes : count;
  if (labels.length !== expected) {
    const other = oneHot ? count : count * classes;
    const hint =
      labels.length === other
        ? oneHot
          ? '; these look like class numbers, for which the loss is sparseCategoricalCrossentropy'
          : '; these look one-hot, for which the loss is categoricalCrossentropy'
        : '';
    throw new ModelError(`${loss} needs ${expected} label values for ${count} pictures, got ${labels.length}${hint}`);
  }
  return Int32Array.from({ length: count }, (_, sample) => {
    if (oneHot) return hotClass(labels, sample, classes);
    const label = labels[sample] ?? Number.NaN;
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new ModelError(`label ${label} of picture ${sample} must be a whole number from 0 to ${classes - 1}`);
    }
    return label;
  });
}

function hotClass(labels: ArrayLike<number>, sample: number, classes: number): number {
  let hot = -1;
  for (let c = 0; c < classes; c++) {
    const value = labels[sample * classes + c];
    if (value === 1 && hot < 0) hot = c;
    else if (value !== 0) throw new ModelError(`labels of picture ${sample} are not one-hot: one 1, the others 0`);
  }
  if (hot < 0) throw new ModelError(`labels of picture ${sample} are not one-hot: no value is 1`);
  return hot;
}
