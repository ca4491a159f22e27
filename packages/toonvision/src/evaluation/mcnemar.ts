// McNemar's test: whether two classifiers differ significantly on the same samples.

/** Result of McNemar's test. */
export interface McNemar {
  /** Samples that only the first classifier got right. */
  onlyA: number;
  /** Samples that only the second classifier got right. */
  onlyB: number;
  /** Two-sided exact binomial test with probability 1/2. */
  exact: { pValue: number };
  /** (|onlyA - onlyB| - 1)^2 / (onlyA + onlyB) against chi-square with one degree of freedom (Edwards 1948). */
  chiSquare: { statistic: number; pValue: number };
  /** The test that `pValue` comes from: exact below 25 discordant samples, where chi-square is too inaccurate. */
  method: 'exact binomial' | 'chi-square with continuity correction';
  pValue: number;
}

/**
 * Computes McNemar's test from the discordant counts. Source: McNemar, "Note on the sampling error of the difference
 * between correlated proportions or percentages" (1947).
 *
 * @param onlyA samples that only the first classifier got right
 * @param onlyB samples that only the second got right
 * @throws RangeError if a count is not a non-negative integer
 *
 * @example
 * mcnemar(10, 2).pValue; // 0.0386: exact binomial
 */
export function mcnemar(onlyA: number, onlyB: number): McNemar {
  for (const count of [onlyA, onlyB]) {
    if (!Number.isSafeInteger(count) || count < 0)
      throw new RangeError(`mcnemar() count: expected a non-negative integer, got ${count}`);
  }
  const discordant = onlyA + onlyB;
  const exact = { pValue: Math.min(1, 2 * binomialTail(Math.min(onlyA, onlyB), discordant)) };
  const statistic = discordant === 0 ? 0 : Math.max(0, Math.abs(onlyA - onlyB) - 1) ** 2 / discordant;
  const chiSquare = { statistic, pValue: complementaryErrorFunction(Math.sqrt(statistic / 2)) };
  const isExact = discordant < 25;
  return {
    onlyA,
    onlyB,
    exact,
    chiSquare,
    method: isExact ? 'exact binomial' : 'chi-square with continuity correction',
    pValue: isExact ? exact.pValue : chiSquare.pValue,
  };
}

/** Probability of at most `successes` heads in `trials` flips of a fair coin, summed exactly in integers. */
function binomialTail(successes: number, trials: number): number {
  let term = 1n;
  let sum = 1n;
  for (let heads = 1; heads <= successes; heads++) {
    term = (term * BigInt(trials - heads + 1)) / BigInt(heads);
    sum += term;
  }
  // The 64 leading bits exceed the precision of a double.
  const surplus = Math.max(0, sum.toString(2).length - 64);
  return Number(sum >> BigInt(surplus)) * 2 ** (surplus - trials);
}

/** erfc(x) for x >= 0: power series with positive terms for small x, continued fraction for large x. */
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
