// A factor for each class by how many training samples it has.

import type { ClassWeighting } from '../config/index.ts';
import { sum } from '../statistics/index.ts';

/** Products only: Math.pow differs between engines, and weights reach the bits of a run. */
function wholePower(base: number, exponent: number): number {
  let [result, square, left] = [1, base, exponent];
  while (left > 0) {
    if (left % 2 === 1) result *= square;
    square *= square;
    left = Math.floor(left / 2);
  }
  return result;
}

/**
 * The factor of each class's losses. The factors of all samples sum to the number of samples, so that the size of the steps
 * stays. A class without a sample gets 0; it is never used.
 *
 * `balanced`: samples / (classes with samples * samples of the class), as scikit-learn's `compute_class_weight`.
 * `effectiveNumber`: proportional to (1 - beta) / (1 - beta^n) for n samples (Cui, Jia, Lin, Song, Belongie, "Class-balanced
 * loss based on effective number of samples", CVPR 2019); beta 0 weighs nothing, towards 1 it becomes `balanced`.
 *
 * @param counts samples of each class, in class order
 * @param beta of `effectiveNumber`, in [0, 1)
 * @returns null for `none`
 *
 * @example
 * classWeights('balanced', [3, 1]); // [2 / 3, 2]
 */
export function classWeights(kind: ClassWeighting, counts: readonly number[], beta = 0.999): number[] | null {
  if (kind === 'none') return null;
  const total = sum(counts);
  if (kind === 'balanced') {
    const there = counts.filter((count) => count > 0).length;
    return counts.map((count) => (count === 0 ? 0 : total / (there * count)));
  }
  const plain = counts.map((count) => (count === 0 ? 0 : (1 - beta) / (1 - wholePower(beta, count))));
  const weighted = plain.reduce((all, weight, index) => all + weight * (counts[index] ?? 0), 0);
  return plain.map((weight) => (weight * total) / weighted);
}
