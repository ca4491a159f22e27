// Weights of samples and of classes, as one factor a sample.
import { ModelError } from '../modelError.ts';

/**
 * A factor for each class: by number (1 for those left out), as a list of all, or `balanced`: samples / (classes * samples
 * of the class) over the classes that have samples, as scikit-learn's `compute_class_weight`.
 */
export type ClassWeight = Readonly<Record<number, number>> | readonly number[] | 'balanced';

function needWeight(what: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) return value;
  throw new ModelError(`${what} must be at least 0 and finite, got ${String(value)}`);
}

/**
 * The factor of each class.
 *
 * @param labels the class of each sample, for `balanced`
 * @throws ModelError for a list of another length, a class that does not exist, and a factor below 0 or not finite
 * @example classFactors('balanced', Int32Array.of(0, 0, 0, 1), 2); // [2 / 3, 2]
 */
export function classFactors(classWeight: ClassWeight, labels: Int32Array, classes: number): number[] {
  if (classWeight === 'balanced') {
    const counts = new Array<number>(classes).fill(0);
    for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
    const there = counts.filter((count) => count > 0).length;
    return counts.map((count) => (count === 0 ? 0 : labels.length / (there * count)));
  }
  if (typeof classWeight !== 'object' || classWeight === null) {
    throw new ModelError(`classWeight must be 'balanced', a list or { class: weight }, got ${String(classWeight)}`);
  }
  if (Array.isArray(classWeight) && classWeight.length !== classes) {
    throw new ModelError(`classWeight needs one weight for each of ${classes} classes, got ${classWeight.length}`);
  }
  const factors = new Array<number>(classes).fill(1);
  for (const [key, value] of Object.entries(classWeight)) {
    const label = Number(key);
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new ModelError(`classWeight: there is no class ${key}; classes are 0 to ${classes - 1}`);
    }
    factors[label] = needWeight(`classWeight of class ${label}`, value);
  }
  return factors;
}

/**
 * The weights of the samples, checked.
 *
 * @throws ModelError for another length and a weight below 0 or not finite, naming the picture
 */
export function checkedWeights(sampleWeight: ArrayLike<number>, count: number): Float64Array {
  if (sampleWeight.length !== count) {
    throw new ModelError(`sampleWeight needs one weight for each of ${count} pictures, got ${sampleWeight.length}`);
  }
  return Float64Array.from({ length: count }, (_, i) => needWeight(`sampleWeight of picture ${i}`, sampleWeight[i]));
}

/**
 * Sample weight times class weight; undefined where neither was given.
 *
 * @param labels one class number a sample; undefined where a sample has several labels, for which there are no class weights
 */
export function sampleFactors(
  { sampleWeight, classWeight }: { sampleWeight?: ArrayLike<number>; classWeight?: ClassWeight },
  count: number,
  labels: Int32Array | undefined,
  classes: number,
): Float64Array | undefined {
  const own = sampleWeight === undefined ? undefined : checkedWeights(sampleWeight, count);
  if (classWeight === undefined) return own;
  if (labels === undefined) {
    throw new ModelError('classWeight needs one class a picture; with several labels a picture give sampleWeight');
  }
  const factors = classFactors(classWeight, labels, classes);
  return Float64Array.from(labels, (label, i) => (own?.[i] ?? 1) * (factors[label] ?? 1));
}
