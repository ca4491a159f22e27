// Labels at the door: checked whole numbers inside, whatever form the loss takes them in.
import type { Loss } from '../losses/index.ts';
import { ModelError } from '../modelError.ts';

/**
 * The labels of `count` pictures as the workers take them: one class number a picture, or for the binary losses 0 or 1 for
 * each output.
 *
 * @param labels `count` class numbers for the sparse loss, `count * classes` values 0 or 1 for the categorical one, either
 *   for the focal one, `count * outputs` values 0 or 1 for the binary ones
 * @param outputs of the model: its classes, or for the binary losses its sigmoids
 * @throws ModelError for one-hot rows where class numbers are due and the reverse, and for labels out of range
 */
export function labelNumbers(
  labels: ArrayLike<number>,
  count: number,
  outputs: number,
  { name }: Pick<Loss, 'name'>,
): Int32Array {
  switch (name) {
    case 'sparseCategoricalCrossentropy':
      needLength(labels, count, count, name, {
        length: count * outputs,
        hint: '; these look one-hot, for which the loss is categoricalCrossentropy',
      });
      return classNumbers(labels, count, outputs);
    case 'categoricalCrossentropy':
      needLength(labels, count * outputs, count, name, {
        length: count,
        hint: '; these look like class numbers, for which the loss is sparseCategoricalCrossentropy',
      });
      return hotClasses(labels, count, outputs);
    case 'categoricalFocalCrossentropy':
      if (labels.length === count) return classNumbers(labels, count, outputs);
      needLength(labels, count * outputs, count, name);
      return hotClasses(labels, count, outputs);
    case 'binaryCrossentropy':
    case 'binaryFocalCrossentropy':
      needLength(labels, count * outputs, count, name);
      return binaryLabels(labels, outputs);
  }
}

function needLength(
  labels: ArrayLike<number>,
  expected: number,
  count: number,
  name: string,
  other?: { length: number; hint: string },
): void {
  if (labels.length === expected) return;
  const hint = other !== undefined && labels.length === other.length ? other.hint : '';
  throw new ModelError(`${name} needs ${expected} label values for ${count} pictures, got ${labels.length}${hint}`);
}

function classNumbers(labels: ArrayLike<number>, count: number, classes: number): Int32Array {
  return Int32Array.from({ length: count }, (_, sample) => {
    const label = labels[sample] ?? Number.NaN;
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new ModelError(`label ${label} of picture ${sample} must be a whole number from 0 to ${classes - 1}`);
    }
    return label;
  });
}

function hotClasses(labels: ArrayLike<number>, count: number, classes: number): Int32Array {
  return Int32Array.from({ length: count }, (_, sample) => {
    let hot = -1;
    for (let c = 0; c < classes; c++) {
      const value = labels[sample * classes + c];
      if (value === 1 && hot < 0) hot = c;
      else if (value !== 0) throw new ModelError(`labels of picture ${sample} are not one-hot: one 1, the others 0`);
    }
    if (hot < 0) throw new ModelError(`labels of picture ${sample} are not one-hot: no value is 1`);
    return hot;
  });
}

function binaryLabels(labels: ArrayLike<number>, outputs: number): Int32Array {
  return Int32Array.from({ length: labels.length }, (_, i) => {
    const label = labels[i] ?? Number.NaN;
    if (label !== 0 && label !== 1) {
      const where = outputs === 1 ? '' : `, output ${i % outputs},`;
      throw new ModelError(`label ${label} of picture ${Math.floor(i / outputs)}${where} must be 0 or 1`);
    }
    return label;
  });
}
