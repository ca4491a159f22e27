// Validation of labels and their conversion to whole numbers.
import type { Loss } from '../losses/index.ts';
import { ModelError } from '../modelError.ts';

/**
 * The labels of `count` images as the workers take them: one class number per image, or 0 or 1 per output for the
 * binary losses.
 *
 * @param labels `count` class numbers for the sparse categorical loss, `count * classes` values 0 or 1 for the
 *   categorical loss, either for the categorical focal loss, `count * outputs` values 0 or 1 for the binary losses
 * @param outputs number of outputs of the model
 * @throws ModelError if one-hot rows are given instead of class numbers or vice versa, and for labels out of range
 */
export function labelNumbers(
  labels: ArrayLike<number>,
  count: number,
  outputs: number,
  { name }: Pick<Loss, 'name'>,
): Int32Array {
  switch (name) {
    case 'sparseCategoricalCrossentropy':
      checkLength(labels, count, count, name, {
        length: count * outputs,
        hint: '; these labels look one-hot: use categoricalCrossentropy',
      });
      return classNumbers(labels, count, outputs);
    case 'categoricalCrossentropy':
      checkLength(labels, count * outputs, count, name, {
        length: count,
        hint: '; these labels look like class numbers: use sparseCategoricalCrossentropy',
      });
      return oneHotClasses(labels, count, outputs);
    case 'categoricalFocalCrossentropy':
      if (labels.length === count) return classNumbers(labels, count, outputs);
      checkLength(labels, count * outputs, count, name);
      return oneHotClasses(labels, count, outputs);
    case 'binaryCrossentropy':
    case 'binaryFocalCrossentropy':
      checkLength(labels, count * outputs, count, name);
      return binaryLabels(labels, outputs);
  }
}

function checkLength(
  labels: ArrayLike<number>,
  expected: number,
  count: number,
  name: string,
  other?: { length: number; hint: string },
): void {
  if (labels.length === expected) return;
  const hint = other !== undefined && labels.length === other.length ? other.hint : '';
  throw new ModelError(`${name}: expected ${expected} label values for ${count} images, got ${labels.length}${hint}`);
}

function classNumbers(labels: ArrayLike<number>, count: number, classes: number): Int32Array {
  return Int32Array.from({ length: count }, (_, sample) => {
    const label = labels[sample] ?? Number.NaN;
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new ModelError(`image ${sample}: the label must be a whole number from 0 to ${classes - 1}, got ${label}`);
    }
    return label;
  });
}

function oneHotClasses(labels: ArrayLike<number>, count: number, classes: number): Int32Array {
  return Int32Array.from({ length: count }, (_, sample) => {
    let hot = -1;
    for (let c = 0; c < classes; c++) {
      const value = labels[sample * classes + c];
      if (value === 1 && hot < 0) hot = c;
      else if (value !== 0)
        throw new ModelError(`image ${sample}: labels must be one-hot (a single 1, otherwise 0), got ${value}`);
    }
    if (hot < 0) throw new ModelError(`image ${sample}: labels must be one-hot (a single 1, otherwise 0), got only 0`);
    return hot;
  });
}

function binaryLabels(labels: ArrayLike<number>, outputs: number): Int32Array {
  return Int32Array.from({ length: labels.length }, (_, i) => {
    const label = labels[i] ?? Number.NaN;
    if (label !== 0 && label !== 1) {
      const where = outputs === 1 ? '' : `, output ${i % outputs}`;
      throw new ModelError(`image ${Math.floor(i / outputs)}${where}: the label must be 0 or 1, got ${label}`);
    }
    return label;
  });
}
