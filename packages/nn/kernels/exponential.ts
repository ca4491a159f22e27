// exp and its relatives for four floats at a time, in plain float32 arithmetic. NaN stays NaN.
// Source: range reduction and polynomial of Cephes' expf (Moshier 1989).

@inline
function splat(value: f32): v128 {
  return f32x4.splat(value);
}

@inline
function times(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}

@inline
function plus(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}

// x = n ln 2 + r with |r| <= 0.35; ln 2 in two parts, the first with zeros at its end.
@inline
function wholeTwos(x: v128): v128 {
  return f32x4.nearest(times(x, splat(1.44269504)));
}

@inline
function rest(x: v128, n: v128): v128 {
  return f32x4.sub(f32x4.sub(x, times(n, splat(0.693359375))), times(n, splat(-2.12194440e-4)));
}

// e^r - 1
@inline
function lessOne(r: v128): v128 {
  let sum = plus(times(splat(1.9875691500e-4), r), splat(1.3981999507e-3));
  sum = plus(times(sum, r), splat(8.3334519073e-3));
  sum = plus(times(sum, r), splat(4.1665795894e-2));
  sum = plus(times(sum, r), splat(1.6666665459e-1));
  sum = plus(times(sum, r), splat(5.0000001201e-1));
  return plus(times(sum, times(r, r)), r);
}

@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
}

@inline
function within(x: v128): v128 {
  return f32x4.max(f32x4.min(x, splat(88)), splat(-87));
}

/** e^x for x from -87 to 88, the value at the end outside. */
@inline
export function exp4(x: v128): v128 {
  const bounded = within(x);
  const n = wholeTwos(bounded);
  const p = lessOne(rest(bounded, n));
  return times(plus(p, splat(1)), powerOfTwo(n));
}

/** e^x - 1, without cancellation about 0. */
@inline
export function expm14(x: v128): v128 {
  const bounded = within(x);
  const n = wholeTwos(bounded);
  const p = lessOne(rest(bounded, n));
  const scale = powerOfTwo(n);
  return plus(times(p, scale), f32x4.sub(scale, splat(1)));
}

/** tanh x = t / (t + 2) with t = e^2|x| - 1, and the sign of x; 1 from 10 on. */
@inline
export function tanh4(x: v128): v128 {
  const size = f32x4.abs(x);
  const t = expm14(f32x4.min(plus(size, size), splat(20)));
  return v128.bitselect(x, f32x4.div(t, plus(t, splat(2))), i32x4.splat(0x80000000));
}

/** 1 / (1 + e^-x) */
@inline
export function sigmoid4(x: v128): v128 {
  const small = exp4(f32x4.neg(f32x4.abs(x)));
  const one = splat(1);
  return f32x4.div(v128.bitselect(small, one, f32x4.lt(x, splat(0))), plus(one, small));
}

/**
 * The share of a standard normal distribution below x, by the complementary error function of Press et al., "Numerical
 * Recipes" (erfcc: a relative error of 1.2e-7 everywhere, so the lower tail keeps its digits).
 */
@inline
export function normalShare4(x: v128): v128 {
  const a = times(f32x4.abs(x), splat(0.70710678));
  const t = f32x4.div(splat(1), plus(splat(1), times(splat(0.5), a)));
  let sum = plus(times(splat(0.17087277), t), splat(-0.82215223));
  sum = plus(times(sum, t), splat(1.48851587));
  sum = plus(times(sum, t), splat(-1.13520398));
  sum = plus(times(sum, t), splat(0.27886807));
  sum = plus(times(sum, t), splat(-0.18628806));
  sum = plus(times(sum, t), splat(0.09678418));
  sum = plus(times(sum, t), splat(0.37409196));
  sum = plus(times(sum, t), splat(1.00002368));
  sum = plus(times(sum, t), splat(-1.26551223));
  const half = times(times(splat(0.5), t), exp4(f32x4.sub(sum, times(a, a))));
  return v128.bitselect(half, f32x4.sub(splat(1), half), f32x4.lt(x, splat(0)));
}
