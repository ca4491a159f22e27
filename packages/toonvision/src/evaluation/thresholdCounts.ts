// True and false positives at each threshold, the basis of ROC and precision-recall curves.

/** Counts at each distinct score, highest first, like scikit-learn's `_binary_clf_curve`. */
export interface ThresholdCounts {
  /** Distinct scores, falling. */
  thresholds: number[];
  /** Number of negatives with a score of at least the threshold. */
  falsePositives: number[];
  /** Number of positives with a score of at least the threshold. */
  truePositives: number[];
}

/**
 * Counts true and false positives at each distinct score.
 *
 * @param positive whether each sample is of the class
 * @param scores one per sample; higher means more likely of the class
 * @throws RangeError if the lengths differ or a score is NaN
 */
export function countByThreshold(positive: readonly boolean[], scores: ArrayLike<number>): ThresholdCounts {
  if (positive.length !== scores.length) {
    throw new RangeError(`expected one score per sample (${positive.length}), got ${scores.length}`);
  }
  const order = positive.map((isPositive, sample) => ({ isPositive, score: scores[sample] ?? Number.NaN }));
  const invalid = order.findIndex(({ score }) => Number.isNaN(score));
  if (invalid >= 0) throw new RangeError(`the score of sample ${invalid} is not a number`);
  order.sort((a, b) => b.score - a.score);
  const counts: ThresholdCounts = { thresholds: [], falsePositives: [], truePositives: [] };
  let positives = 0;
  for (const [index, { isPositive, score }] of order.entries()) {
    if (isPositive) positives += 1;
    if (order[index + 1]?.score === score) continue;
    counts.thresholds.push(score);
    counts.truePositives.push(positives);
    counts.falsePositives.push(index + 1 - positives);
  }
  return counts;
}
