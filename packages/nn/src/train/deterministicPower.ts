// Powers, exp and log in plain float64 arithmetic: the same bits in every JavaScript engine, unlike Math.pow, exp and
// log.

// ln 2 in two parts (fdlibm): the first ends in zeros, so its whole multiples are exact.
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** base^exponent for a whole exponent of at least 0, by repeated squaring. The error grows as exponent * 2e-16. */
export function wholePower(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}

/** ln(x) within a relative error of 1e-15, including near 1; -Infinity for 0, NaN for negative numbers. */
export function naturalLog(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  // x = mantissa * 2^twos with the mantissa in [sqrt(1/2), sqrt(2)]; doubling and halving are exact.
  let mantissa = x;
  let twos = 0;
  for (; mantissa > Math.SQRT2; mantissa /= 2) twos += 1;
  for (; mantissa < Math.SQRT1_2; mantissa *= 2) twos -= 1;
  // ln m = 2 artanh((m - 1) / (m + 1)), |s| <= 0.172, so the first omitted term is below 1e-19 of the sum.
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let sum = 0;
  for (let odd = 23; odd >= 3; odd -= 2) sum = (sum + 1 / odd) * square;
  return twos * LN2_HIGH + (twos * LN2_LOW + 2 * s * (1 + sum));
}

/** e^x within a relative error of 1e-15 if the result is a normal number. */
export function exponential(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 710) return Number.POSITIVE_INFINITY;
  if (x < -746) return 0;
  // x = twos * ln 2 + rest with |rest| <= 0.347.
  const twos = Math.round(x / Math.LN2);
  const rest = x - twos * LN2_HIGH - twos * LN2_LOW;
  // Taylor: 1 + r (1 + r/2 (1 + r/3 (...))), the first omitted term is below 1e-19.
  let result = 1;
  for (let i = 14; i >= 1; i--) result = 1 + (rest * result) / i;
  const factor = twos < 0 ? 0.5 : 2;
  for (let i = Math.abs(twos); i > 0; i--) result *= factor;
  return result;
}

/**
 * base^exponent for a base above 0 and an exponent of at least 0, within a relative error of 1e-12 for exponents up to
 * 1000. Uses `wholePower` for the whole part of the exponent, so both give the same bits for whole exponents.
 *
 * @example power(0.5, 2.5); // 0.1767766952966369
 */
export function power(base: number, exponent: number): number {
  const whole = Math.floor(exponent);
  return wholePower(base, whole) * exponential((exponent - whole) * naturalLog(base));
}
