// The ROC curve of one class against the rest.
import { rocAuc } from '@toonvision/nn/metrics';
import { countByThreshold } from './thresholdCounts.ts';

/** Points of a ROC curve, in the layout of scikit-learn's `roc_curve`. */
export interface RocCurve {
  /** Rising from 0 to 1; null without negatives. */
  falsePositiveRate: (number | null)[];
  /** Rising from 0 to 1; null without positives. */
  truePositiveRate: (number | null)[];
  /** Lowest score that counts as positive; null for the first point, which is above all scores. */
  thresholds: (number | null)[];
  /** Area under the curve, 0 to 1; null without positives or without negatives. */
  auc: number | null;
}

/**
 * Computes the ROC curve like scikit-learn's `roc_curve` with `drop_intermediate`: points on a straight line between
 * their neighbors are dropped, which changes neither the curve nor its area.
 *
 * @throws RangeError if the lengths differ or a score is NaN
 *
 * @example
 * rocCurve([true, true, false], [0.9, 0.4, 0.1]).auc; // 1
 */
export function rocCurve(positive: readonly boolean[], scores: ArrayLike<number>): RocCurve {
  const { thresholds, falsePositives, truePositives } = countByThreshold(positive, scores);
  const last = thresholds.length - 1;
  const positives = truePositives[last] ?? 0;
  const negatives = falsePositives[last] ?? 0;
  const isCorner = (counts: readonly number[], index: number) =>
    (counts[index + 1] ?? 0) - (counts[index] ?? 0) !== (counts[index] ?? 0) - (counts[index - 1] ?? 0);
  const kept = thresholds
    .map((_, index) => index)
    .filter((index) => [0, last].includes(index) || [falsePositives, truePositives].some((x) => isCorner(x, index)));
  const rate = (count: number, total: number) => (total === 0 ? null : count / total);
  const falsePositiveRate = [0, ...kept.map((index) => falsePositives[index] ?? 0)].map((x) => rate(x, negatives));
  const truePositiveRate = [0, ...kept.map((index) => truePositives[index] ?? 0)].map((x) => rate(x, positives));
  const scoresOf = (isPositive: boolean) =>
    Float64Array.from(scores).filter((_, sample) => positive[sample] === isPositive);
  return {
    falsePositiveRate,
    truePositiveRate,
    thresholds: [null, ...kept.map((index) => thresholds[index] ?? null)],
    auc: positives === 0 || negatives === 0 ? null : rocAuc(scoresOf(true), scoresOf(false)),
  };
}
