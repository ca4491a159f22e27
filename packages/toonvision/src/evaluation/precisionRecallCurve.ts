// The precision-recall curve of one class against the rest.
import { scoreSteps } from './scoreSteps.ts';

/** Precision over recall, a point a threshold, as scikit-learn's `precision_recall_curve`. */
export interface PrecisionRecallCurve {
  /** Right among those at or above each threshold, the lowest threshold first; the last point is 1. */
  precision: number[];
  /** Share of the positives that is found, falling from 1; the last point is 0. All 1 but the last where there is none. */
  recall: number[];
  /** One fewer than points: the last point (recall 0) is above all scores. */
  thresholds: number[];
  /** Area under the curve as a sum of steps, 0 to 1; 0 without a positive. */
  averagePrecision: number;
}

/**
 * As scikit-learn's `precision_recall_curve` and `average_precision_score`: no interpolation between points.
 *
 * @throws RangeError when the lengths differ or a score is no number
 *
 * @example
 * precisionRecallCurve([true, false, true], [0.9, 0.5, 0.4]).averagePrecision; // 0.8333...
 */
export function precisionRecallCurve(positive: readonly boolean[], scores: ArrayLike<number>): PrecisionRecallCurve {
  const { thresholds, falsePositives, truePositives } = scoreSteps(positive, scores);
  const positives = truePositives.at(-1) ?? 0;
  const points = thresholds.map((threshold, at) => {
    const right = truePositives[at] ?? 0;
    return {
      threshold,
      precision: right / (right + (falsePositives[at] ?? 0)),
      recall: positives === 0 ? 1 : right / positives,
    };
  });
  let averagePrecision = 0;
  for (const [at, { precision, recall }] of points.entries()) {
    averagePrecision += positives === 0 ? 0 : (recall - (points[at - 1]?.recall ?? 0)) * precision;
  }
  points.reverse();
  return {
    precision: [...points.map(({ precision }) => precision), 1],
    recall: [...points.map(({ recall }) => recall), 0],
    thresholds: points.map(({ threshold }) => threshold),
    averagePrecision,
  };
}
