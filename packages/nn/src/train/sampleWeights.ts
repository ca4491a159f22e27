// Sample weights and class weights as one factor per sample.
import { ModelError } from '../modelError.ts';

/**
 * Factor of the loss per class: an object by class number (1 for missing classes), a list of all classes, or
 * `balanced`: samples / (classes * samples of the class) over the classes that have samples, as `compute_class_weight`
 * in scikit-learn.
 */
export type ClassWeight = Readonly<Record<number, number>> | readonly number[] | 'balanced';

function checkWeight(what: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) return value;
  throw new ModelError(`${what} must be at least 0 and finite, got ${String(value)}`);
}

/**
 * The factors of all classes.
 *
 * @param labels class number per sample, for `balanced`
 * @throws ModelError for a list of the wrong length, an unknown class, and a factor below 0 or not finite
 * @example classFactors('balanced', Int32Array.of(0, 0, 0, 1), 2); // [2 / 3, 2]
 */
export function classFactors(classWeight: ClassWeight, labels: Int32Array, classes: number): number[] {
  if (classWeight === 'balanced') {
    const counts = new Array<number>(classes).fill(0);
    for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
    const present = counts.filter((count) => count > 0).length;
    return counts.map((count) => (count === 0 ? 0 : labels.length / (present * count)));
  }
  if (typeof classWeight !== 'object' || classWeight === null) {
    throw new ModelError(
      `classWeight must be 'balanced', a list or an object by class number, got ${String(classWeight)}`,
    );
  }
  if (Array.isArray(classWeight) && classWeight.length !== classes) {
    throw new ModelError(`classWeight: expected ${classes} weights, one per class, got ${classWeight.length}`);
  }
  const factors = new Array<number>(classes).fill(1);
  for (const [key, value] of Object.entries(classWeight)) {
    const label = Number(key);
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new ModelError(`classWeight: unknown class ${key}; expected 0 to ${classes - 1}`);
    }
    factors[label] = checkWeight(`classWeight of class ${label}`, value);
  }
  return factors;
}

/**
 * Validates the weights of the samples.
 *
 * @throws ModelError for the wrong number of weights, and a weight below 0 or not finite
 */
function checkSampleWeights(sampleWeight: ArrayLike<number>, count: number): Float64Array {
  if (sampleWeight.length !== count) {
    throw new ModelError(`sampleWeight: expected ${count} weights, one per image, got ${sampleWeight.length}`);
  }
  return Float64Array.from({ length: count }, (_, i) => checkWeight(`sampleWeight of image ${i}`, sampleWeight[i]));
}

/**
 * Sample weight times class weight per sample; undefined if neither is given.
 *
 * @param labels class number per sample; undefined if samples have several labels, which class weights do not support
 */
export function sampleFactors(
  { sampleWeight, classWeight }: { sampleWeight?: ArrayLike<number>; classWeight?: ClassWeight },
  count: number,
  labels: Int32Array | undefined,
  classes: number,
): Float64Array | undefined {
  const weights = sampleWeight === undefined ? undefined : checkSampleWeights(sampleWeight, count);
  if (classWeight === undefined) return weights;
  if (labels === undefined) {
    throw new ModelError('classWeight requires one class per image; for several labels per image use sampleWeight');
  }
  const factors = classFactors(classWeight, labels, classes);
  return Float64Array.from(labels, (label, i) => (weights?.[i] ?? 1) * (factors[label] ?? 1));
}
