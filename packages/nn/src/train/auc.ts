// Area under the ROC curve, one class against the rest, averaged over classes.

/**
 * The chance that a random positive scores above a random negative, ties counting one half (Mann-Whitney U).
 * Exact: counts of pairs, no thresholds. NaN without a positive or without a negative.
 *
 * @example rocAuc(Float64Array.of(0.9, 0.4), Float64Array.of(0.4, 0.1)); // 0.875
 */
export function rocAuc(positives: Float64Array, negatives: Float64Array): number {
  const high = positives.slice().sort();
  const low = negatives.slice().sort();
  let twice = 0;
  let below = 0;
  let notAbove = 0;
  for (const score of high) {
    while (below < low.length && (low[below] ?? 0) < score) below += 1;
    while (notAbove < low.length && (low[notAbove] ?? 0) <= score) notAbove += 1;
    twice += below + notAbove;
  }
  return twice / (2 * high.length * low.length);
}

/**
 * The mean of each class' `rocAuc` against the rest, as scikit-learn's `roc_auc_score(multi_class='ovr')`. Classes
 * without samples or with all of them are left out; 0 where none is left.
 *
 * @param scores of one class after the other, `scores[c][i]` of sample i
 * @param labels the class of each sample
 */
export function macroAuc(scores: readonly (readonly number[])[], labels: readonly number[]): number {
  let sum = 0;
  let classes = 0;
  scores.forEach((column, c) => {
    const positives = Float64Array.from(column.filter((_, i) => labels[i] === c));
    const negatives = Float64Array.from(column.filter((_, i) => labels[i] !== c));
    if (positives.length === 0 || negatives.length === 0) return;
    sum += rocAuc(positives, negatives);
    classes += 1;
  });
  return classes === 0 ? 0 : sum / classes;
}
