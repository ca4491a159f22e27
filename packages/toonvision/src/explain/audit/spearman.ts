// Spearman's rank correlation: Pearson correlation of ranks, with mean ranks for ties.

/** Ranks values from 1; ties get their mean rank. */
function rankValues(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to += 1;
    for (let i = from; i < to; i += 1) ranks[order[i] ?? 0] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

/**
 * Computes the rank correlation, -1 to 1.
 *
 * @returns null if all values of `a` or of `b` are equal
 *
 * @example
 * spearman([1, 2, 3], [1, 4, 9]) // 1
 */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  const [ra, rb] = [rankValues(a), rankValues(b)];
  const mean = (a.length + 1) / 2;
  let [covariance, va, vb] = [0, 0, 0];
  for (let i = 0; i < ra.length; i += 1) {
    const [da, db] = [(ra[i] ?? 0) - mean, (rb[i] ?? 0) - mean];
    covariance += da * db;
    va += da * da;
    vb += db * db;
  }
  return va === 0 || vb === 0 ? null : covariance / Math.sqrt(va * vb);
}
