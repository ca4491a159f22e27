// Class weights from the number of training samples per class.

import type { ClassWeighting } from '../settings/index.ts';
import { sum } from '../statistics/index.ts';

/** By products only: Math.pow differs between JavaScript engines, and the weights affect the bits of a run. */
function wholePower(base: number, exponent: number): number {
  let [result, square, rest] = [1, base, exponent];
  while (rest > 0) {
    if (rest % 2 === 1) result *= square;
    square *= square;
    rest = Math.floor(rest / 2);
  }
  return result;
}

/**
 * Factor of the loss per class. The factors of all samples add up to the number of samples, which keeps the step size.
 * A class without samples gets 0, which is never used.
 *
 * `balanced`: samples / (classes with samples * samples of the class), as `compute_class_weight` in scikit-learn.
 * `effectiveNumber`: proportional to (1 - beta) / (1 - beta^n) for n samples (Cui, Jia, Lin, Song, Belongie,
 * "Class-balanced loss based on effective number of samples", CVPR 2019); beta 0 gives equal weights, beta near 1 gives
 * `balanced`.
 *
 * @param counts number of samples per class, in class order
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
    const present = counts.filter((count) => count > 0).length;
    return counts.map((count) => (count === 0 ? 0 : total / (present * count)));
  }
  const plain = counts.map((count) => (count === 0 ? 0 : (1 - beta) / (1 - wholePower(beta, count))));
  const weighted = plain.reduce((all, weight, index) => all + weight * (counts[index] ?? 0), 0);
  return plain.map((weight) => (weight * total) / weighted);
}
