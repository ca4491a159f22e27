// What lies above each threshold: the counts from which ROC and precision-recall curves are made.

/** Counts at each distinct score, from the highest down; as scikit-learn's `_binary_clf_curve`. */
export interface ScoreSteps {
  /** Distinct scores, falling. */
  thresholds: number[];
  /** Negatives with a score of the threshold or more. */
  falsePositives: number[];
  /** Positives with a score of the threshold or more. */
  truePositives: number[];
}

/**
 * @param positive whether each sample is of the class
 * @param scores as many scores; the higher, the more the sample looks like the class
 * @throws RangeError when the lengths differ or a score is no number
 */
export function scoreSteps(positive: readonly boolean[], scores: ArrayLike<number>): ScoreSteps {
  if (positive.length !== scores.length) {
    throw new RangeError(`curve: ${positive.length} samples but ${scores.length} scores; give one a sample`);
  }
  const order = positive.map((isPositive, sample) => ({ isPositive, score: scores[sample] ?? Number.NaN }));
  const fault = order.findIndex(({ score }) => Number.isNaN(score));
  if (fault >= 0) throw new RangeError(`curve: the score of sample ${fault} is no number`);
  order.sort((a, b) => b.score - a.score);
  const steps: ScoreSteps = { thresholds: [], falsePositives: [], truePositives: [] };
  let right = 0;
  for (const [index, { isPositive, score }] of order.entries()) {
    if (isPositive) right += 1;
    if (order[index + 1]?.score === score) continue;
    steps.thresholds.push(score);
    steps.truePositives.push(right);
    steps.falsePositives.push(index + 1 - right);
  }
  return steps;
}
