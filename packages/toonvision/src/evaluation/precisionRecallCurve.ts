// The precision-recall curve of one class against the rest.
import { countByThreshold } from './thresholdCounts.ts';

/** Points of a precision-recall curve, in the layout of scikit-learn's `precision_recall_curve`. */
export interface PrecisionRecallCurve {
  /** Precision at each threshold, lowest threshold first; the last point is 1. */
  precision: number[];
  /** Recall at each threshold, falling from 1; the last point is 0. Without positives, all but the last are 1. */
  recall: number[];
  /** Rising thresholds, one fewer than points: the last point (recall 0) is above all scores. */
  thresholds: number[];
  /** Average precision (area as a step function), 0 to 1; 0 without positives. */
  averagePrecision: number;
}

/**
 * Computes the precision-recall curve and average precision without interpolation, like scikit-learn's
 * `precision_recall_curve` and `average_precision_score`.
 *
 * @throws RangeError if the lengths differ or a score is NaN
 *
 * @example
 * precisionRecallCurve([true, false, true], [0.9, 0.5, 0.4]).averagePrecision; // 0.8333...
 */
export function precisionRecallCurve(positive: readonly boolean[], scores: ArrayLike<number>): PrecisionRecallCurve {
  const { thresholds, falsePositives, truePositives } = countByThreshold(positive, scores);
  const positives = truePositives.at(-1) ?? 0;
  const points = thresholds.map((threshold, index) => {
    const found = truePositives[index] ?? 0;
    return {
      threshold,
      precision: found / (found + (falsePositives[index] ?? 0)),
      recall: positives === 0 ? 1 : found / positives,
    };
  });
  let averagePrecision = 0;
  for (const [index, { precision, recall }] of points.entries()) {
    averagePrecision += positives === 0 ? 0 : (recall - (points[index - 1]?.recall ?? 0)) * precision;
  }
  points.reverse();
  return {
    precision: [...points.map(({ precision }) => precision), 1],
    recall: [...points.map(({ recall }) => recall), 0],
    thresholds: points.map(({ threshold }) => threshold),
    averagePrecision,
  };
}
