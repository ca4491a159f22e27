// Fixed-point formatting with ties to even, like Python's; toFixed() rounds ties up.

/**
 * Formats a number with `digits` decimals, rounding ties to even: 0.125 becomes `0.12` and 0.375 becomes `0.38`.
 *
 * @param digits 0 to 20
 */
export function fixedDecimals(value: number, digits: number): string {
  const rounded = value.toFixed(digits);
  if (!Number.isFinite(value)) return rounded;
  // A double that is not an exact tie differs from one within 60 more decimals, so the text decides exactly.
  const long = Math.abs(value).toFixed(digits + 60);
  const cut = long.length - 60;
  if (!/^50*$/.test(long.slice(cut))) return rounded;
  const truncated = digits === 0 ? long.slice(0, cut - 1) : long.slice(0, cut);
  const lastDigit = Number(truncated.at(-1));
  if (lastDigit % 2 === 1) return rounded;
  return value < 0 ? `-${truncated}` : truncated;
}
