// The ROC curve of one class against the rest: how many positives are found at what price of false alarms.
import { rocAuc } from '@toonvision/nn/metrics';
import { scoreSteps } from './scoreSteps.ts';

/** True over false positive rate, a point a threshold, as scikit-learn's `roc_curve`. */
export interface RocCurve {
  /** From 0 to 1, rising; null where there is no negative to be wrong about. */
  falsePositiveRate: (number | null)[];
  /** From 0 to 1, rising; null where there is no positive to find. */
  truePositiveRate: (number | null)[];
  /** The score from which on a sample counts as positive; null for the first point, above all scores. */
  thresholds: (number | null)[];
  /** Area under the curve, 0 to 1; null without a positive or without a negative. */
  auc: number | null;
}

/**
 * As scikit-learn's `roc_curve` with `drop_intermediate`: points on a straight line between their neighbours are left
 * out, which changes neither the curve nor its area.
 *
 * @throws RangeError when the lengths differ or a score is no number
 *
 * @example
 * rocCurve([true, true, false], [0.9, 0.4, 0.1]).auc; // 1
 */
export function rocCurve(positive: readonly boolean[], scores: ArrayLike<number>): RocCurve {
  const { thresholds, falsePositives, truePositives } = scoreSteps(positive, scores);
  const last = thresholds.length - 1;
  const positives = truePositives[last] ?? 0;
  const negatives = falsePositives[last] ?? 0;
  const bends = (counts: readonly number[], at: number) =>
    (counts[at + 1] ?? 0) - (counts[at] ?? 0) !== (counts[at] ?? 0) - (counts[at - 1] ?? 0);
  const kept = thresholds
    .map((_, at) => at)
    .filter((at) => at === 0 || at === last || bends(falsePositives, at) || bends(truePositives, at));
  const rate = (count: number, all: number) => (all === 0 ? null : count / all);
  const falsePositiveRate = [0, ...kept.map((at) => falsePositives[at] ?? 0)].map((n) => rate(n, negatives));
  const truePositiveRate = [0, ...kept.map((at) => truePositives[at] ?? 0)].map((n) => rate(n, positives));
  const ofClass = (wanted: boolean) => Float64Array.from(scores).filter((_, sample) => positive[sample] === wanted);
  return {
    falsePositiveRate,
    truePositiveRate,
    thresholds: [null, ...kept.map((at) => thresholds[at] ?? null)],
    auc: positives === 0 || negatives === 0 ? null : rocAuc(ofClass(true), ofClass(false)),
  };
}
