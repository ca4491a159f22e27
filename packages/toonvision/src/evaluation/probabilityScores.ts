// Metrics of predicted probabilities: log loss, Brier score, top-k accuracy.
import { rankOf } from '@toonvision/nn/metrics';

/** Probabilities are clipped to this distance from 0 and 1 before the logarithm, like in scikit-learn. */
const EPSILON = Number.EPSILON;

/**
 * Computes the mean of -ln(probability of the true class), like scikit-learn's `log_loss`: probabilities are clipped to
 * [2.2e-16, 1 - 2.2e-16] and each row is divided by its sum. 0 without samples.
 *
 * @param trueLabels indices of the true classes
 * @param probabilities one row per sample, one value per class
 *
 * @example
 * logLoss([0, 1], [[0.8, 0.2], [0.5, 0.5]]); // 0.4581...
 */
export function logLoss(trueLabels: ArrayLike<number>, probabilities: readonly ArrayLike<number>[]): number {
  const clip = (value: number) => Math.min(Math.max(value, EPSILON), 1 - EPSILON);
  return meanScore(probabilities, (row, sample) => {
    const total = Array.from(row).reduce((sum, value) => sum + clip(value), 0);
    return -Math.log(clip(row[trueLabels[sample] ?? -1] ?? 0) / total);
  });
}

/**
 * Computes the multiclass Brier score: mean squared error of the probabilities, summed over classes, 0 (best) to 2. 0
 * without samples. Source: Brier, "Verification of forecasts expressed in terms of probability" (1950).
 *
 * @example
 * brierScore([0], [[0.8, 0.2]]); // 0.08
 */
export function brierScore(trueLabels: ArrayLike<number>, probabilities: readonly ArrayLike<number>[]): number {
  return meanScore(probabilities, (row, sample) =>
    Array.from(row).reduce((sum, value, label) => sum + (value - (trueLabels[sample] === label ? 1 : 0)) ** 2, 0),
  );
}

/** Computes the Brier score of one class against the rest, 0 to 1, like scikit-learn's `brier_score_loss`. */
export function classBrierScore(
  trueLabels: ArrayLike<number>,
  probabilities: readonly ArrayLike<number>[],
  label: number,
): number {
  return meanScore(probabilities, (row, sample) => ((row[label] ?? 0) - (trueLabels[sample] === label ? 1 : 0)) ** 2);
}

/**
 * Computes the top-k accuracy, 0 to 1: the share of samples whose true class is among the `k` most probable. In case of
 * ties the first class wins, so `k = 1` is the accuracy (scikit-learn prefers the last).
 *
 * @example
 * topKAccuracy([2], [[0.5, 0.3, 0.2]], 2); // 0
 */
export function topKAccuracy(
  trueLabels: ArrayLike<number>,
  probabilities: readonly ArrayLike<number>[],
  k: number,
): number {
  return meanScore(probabilities, (row, sample) => (rankOf(row, trueLabels[sample] ?? -1) < k ? 1 : 0));
}

function meanScore(
  rows: readonly ArrayLike<number>[],
  computeScore: (row: ArrayLike<number>, sample: number) => number,
): number {
  return rows.length === 0 ? 0 : rows.reduce((sum, row, sample) => sum + computeScore(row, sample), 0) / rows.length;
}
