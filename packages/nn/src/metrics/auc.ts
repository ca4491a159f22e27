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
 * The mean of each column's `rocAuc`, as scikit-learn's `roc_auc_score(multi_class='ovr')` where a column is a class
 * against the rest. Columns without a positive or without a negative are ignored; 0 if no column remains.
 *
 * @param columns the scores of all samples and which of them are positives (1, not 0)
 */
export function macroAuc(columns: readonly { scores: readonly number[]; labels: readonly number[] }[]): number {
  let sum = 0;
  let ranked = 0;
  for (const { scores, labels } of columns) {
    const positives = Float64Array.from(scores.filter((_, i) => labels[i] === 1));
    const negatives = Float64Array.from(scores.filter((_, i) => labels[i] !== 1));
    if (positives.length === 0 || negatives.length === 0) continue;
    sum += rocAuc(positives, negatives);
    ranked += 1;
  }
  return ranked === 0 ? 0 : sum / ranked;
}
