// Scores of whole probability rows: log loss, Brier score, top-k accuracy.
import { rankOf } from '@toonvision/nn/metrics';

/** Doubles nearer to 0 or 1 than this are moved there before the logarithm, as scikit-learn does. */
const EPSILON = Number.EPSILON;

/**
 * Mean of -ln(probability of the true class), as scikit-learn's `log_loss`: probabilities are clipped to
 * [2.2e-16, 1 - 2.2e-16] and each row is divided by its sum. 0 without samples.
 *
 * @param trueLabels integers from 0 to one below the length of a row
 * @param probabilities one row a sample
 *
 * @example
 * logLoss([0, 1], [[0.8, 0.2], [0.5, 0.5]]); // 0.4581...
 */
export function logLoss(trueLabels: ArrayLike<number>, probabilities: readonly ArrayLike<number>[]): number {
  const clip = (value: number) => Math.min(Math.max(value, EPSILON), 1 - EPSILON);
  return meanOf(probabilities, (row, sample) => {
    const total = Array.from(row).reduce((sum, value) => sum + clip(value), 0);
    return -Math.log(clip(row[trueLabels[sample] ?? -1] ?? 0) / total);
  });
}

/**
 * Mean squared distance of a row from the truth, summed over classes: 0 (sure and right) to 2 (sure and wrong). Brier,
 * "Verification of forecasts expressed in terms of probability" (1950). 0 without samples.
 *
 * @example
 * brierScore([0], [[0.8, 0.2]]); // 0.08
 */
export function brierScore(trueLabels: ArrayLike<number>, probabilities: readonly ArrayLike<number>[]): number {
  return meanOf(probabilities, (row, sample) =>
    Array.from(row).reduce((sum, value, label) => sum + (value - (trueLabels[sample] === label ? 1 : 0)) ** 2, 0),
  );
}

/** The Brier score of one class against the rest, 0 to 1: scikit-learn's `brier_score_loss`. Their sum is `brierScore`. */
export function classBrierScore(
  trueLabels: ArrayLike<number>,
  probabilities: readonly ArrayLike<number>[],
  label: number,
): number {
  return meanOf(probabilities, (row, sample) => ((row[label] ?? 0) - (trueLabels[sample] === label ? 1 : 0)) ** 2);
}

/**
 * Share of samples whose true class is among the `k` most probable, 0 to 1. Of equal probabilities the first class counts
 * as more probable, as everywhere here, so `k = 1` is the accuracy (scikit-learn takes the last).
 *
 * @example
 * topKAccuracy([2], [[0.5, 0.3, 0.2]], 2); // 0
 */
export function topKAccuracy(
  trueLabels: ArrayLike<number>,
  probabilities: readonly ArrayLike<number>[],
  k: number,
): number {
  return meanOf(probabilities, (row, sample) => (rankOf(row, trueLabels[sample] ?? -1) < k ? 1 : 0));
}

function meanOf(
  rows: readonly ArrayLike<number>[],
  scoreOf: (row: ArrayLike<number>, sample: number) => number,
): number {
  return rows.length === 0 ? 0 : rows.reduce((sum, row, sample) => sum + scoreOf(row, sample), 0) / rows.length;
}
