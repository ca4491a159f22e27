// McNemar's test: whether two classifiers that judged the same samples differ by more than luck.

/** McNemar's test of two classifiers on the same samples. */
export interface McNemar {
  /** Samples that only the first got right, and that only the second got right; the others say nothing. */
  onlyA: number;
  onlyB: number;
  /** Two-sided binomial test of a fair coin. */
  exact: { pValue: number };
  /** (|onlyA - onlyB| - 1)^2 / (onlyA + onlyB) against chi-square with one degree of freedom (Edwards 1948). */
  chiSquare: { statistic: number; pValue: number };
  /** Which of the two `pValue` is: the exact one below 25 differing samples, where chi-square is too rough. */
  method: 'exact binomial' | 'chi-square with continuity correction';
  pValue: number;
}

/**
 * Source: McNemar, "Note on the sampling error of the difference between correlated proportions or percentages" (1947).
 *
 * @param onlyA samples that only the first classifier got right
 * @param onlyB samples that only the second got right
 * @throws RangeError when a count is not whole or negative
 *
 * @example
 * mcnemar(10, 2).pValue; // 0.0386: exact binomial
 */
export function mcnemar(onlyA: number, onlyB: number): McNemar {
  for (const count of [onlyA, onlyB]) {
    if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`mcnemar() count: ${count} is no count`);
  }
  const differing = onlyA + onlyB;
  const exact = { pValue: Math.min(1, 2 * binomialTail(Math.min(onlyA, onlyB), differing)) };
  const statistic = differing === 0 ? 0 : Math.max(0, Math.abs(onlyA - onlyB) - 1) ** 2 / differing;
  const chiSquare = { statistic, pValue: complementaryErrorFunction(Math.sqrt(statistic / 2)) };
  const isExact = differing < 25;
  return {
    onlyA,
    onlyB,
    exact,
    chiSquare,
    method: isExact ? 'exact binomial' : 'chi-square with continuity correction',
    pValue: isExact ? exact.pValue : chiSquare.pValue,
  };
}

/** The chance of at most `successes` heads of a fair coin in `trials`; the sum is of whole numbers and so exact. */
function binomialTail(successes: number, trials: number): number {
  let term = 1n;
  let sum = 1n;
  for (let heads = 1; heads <= successes; heads++) {
    term = (term * BigInt(trials - heads + 1)) / BigInt(heads);
    sum += term;
  }
  // 64 leading bits are more than a double holds.
  const surplus = Math.max(0, sum.toString(2).length - 64);
  return Number(sum >> BigInt(surplus)) * 2 ** (surplus - trials);
}

/** erfc(x) for x >= 0: the power series with positive terms near 0, Lentz's continued fraction further out. */
function complementaryErrorFunction(x: number): number {
  const peak = Math.exp(-x * x) / Math.sqrt(Math.PI);
  if (x < 2) {
    let term = x;
    let sum = x;
    for (let n = 1; term > sum * 1e-18; n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return 1 - 2 * peak * sum;
  }
  let fraction = x;
  for (let n = 200; n > 0; n--) fraction = x + n / 2 / fraction;
  return peak / fraction;
}
