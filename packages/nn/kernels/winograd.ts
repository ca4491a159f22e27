// Convolution rows of 3x3 kernels, four at a time: Winograd's minimal filtering F(4,3) down the columns.
//
// Source: Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016; one-dimensional, with their
// points 0, 1, -1, 2, -2 and infinity. Six input rows become six transformed rows, once for all output channels; each
// is convolved with three transformed taps a channel, and the six results combine into four rows: 18 multiplications
// where the direct way has 36. The transform runs over y and the lanes of a vector lie along x, so nothing is shuffled.
//
// Two vectors by four channels in registers as in `convolveRows`, and again the loop over the columns is not unrolled.
// Wide rows go through two dimensions instead (`winogradTiles`). The order of additions is fixed by the taps alone, whatever the place in the row; but rows of the same
// input round differently, so of equal maxima in a pool any may win by its last bit.

/** sum + a * b, rounded twice. */
@inline
export function madd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

/**
 * to[phase][ci][x]: the six transformed rows of the six input rows that begin at `input`. Reads and writes whole vectors
 * past `width`, which counts the columns that the taps reach.
 */
export function transformFour(
  input: usize, rowStride: i32, planeStride: i32, channels: i32, width: i32, to: usize, toStride: i32,
): void {
  const two = f32x4.splat(2), four = f32x4.splat(4), five = f32x4.splat(5);
  const phase = toStride * channels;
  for (let ci = 0; ci < channels; ci++) {
    let from = input + <usize>(ci * planeStride);
    let t = to + <usize>(ci * toStride);
    for (let x = 0; x < width; x += 4) {
      const d0 = v128.load(from);
      const d1 = v128.load(from + rowStride);
      const d2 = v128.load(from + 2 * rowStride);
      const d3 = v128.load(from + 3 * rowStride);
      const d4 = v128.load(from + 4 * rowStride);
      const d5 = v128.load(from + 5 * rowStride);
      v128.store(t, f32x4.add(f32x4.sub(f32x4.mul(four, d0), f32x4.mul(five, d2)), d4));
      const a = f32x4.sub(d4, f32x4.mul(four, d2)), b = f32x4.sub(d3, f32x4.mul(four, d1));
      v128.store(t + phase, f32x4.add(a, b));
      v128.store(t + 2 * phase, f32x4.sub(a, b));
      const c = f32x4.sub(d4, d2), e = f32x4.mul(two, f32x4.sub(d3, d1));
      v128.store(t + 3 * phase, f32x4.add(c, e));
      v128.store(t + 4 * phase, f32x4.sub(c, e));
      v128.store(t + 5 * phase, f32x4.add(f32x4.sub(f32x4.mul(four, d1), f32x4.mul(five, d3)), d5));
      from += 16;
      t += 16;
    }
  }
}

/**
 * out[c][y][x] for four channels and four rows, from transformed rows. Weights are packed [phase][ci][kx][4]; `tile` is
 * scratch of 768 bytes, where the six results of eight pixels wait to be combined. Works on eight pixels at a time: rows
 * of `out` must have room for the width rounded up to 8, transformed rows for two more. `paired`: writes two rows, each the
 * maxima of two.
 */
export function winogradFour(
  rows: usize, rowStride: i32, channels: i32, weights: usize, bias: usize, tile: usize,
  out: usize, outRowStride: i32, outPlaneStride: i32, width: i32, paired: i32,
): void {
  for (let left = width; left > 0; left -= 8) {
    let w = weights;
    let row = rows;
    const end = tile + 768;
    for (let m = tile; m < end; m += 128) {
      // The first tap needs no addition: one in twenty of the loop's operations.
      let p = v128.load(row, 0), q = v128.load(row, 16);
      let s = v128.load32_splat(w, 0);
      let a0 = f32x4.mul(p, s), c0 = f32x4.mul(q, s);
      s = v128.load32_splat(w, 4);
      let a1 = f32x4.mul(p, s), c1 = f32x4.mul(q, s);
      s = v128.load32_splat(w, 8);
      let a2 = f32x4.mul(p, s), c2 = f32x4.mul(q, s);
      s = v128.load32_splat(w, 12);
      let a3 = f32x4.mul(p, s), c3 = f32x4.mul(q, s);
      w += 16;
      let tap = row + 4;
      for (let ci = 0; ci < channels; ci++) {
        const stop = row + 12;
        do {
          p = v128.load(tap, 0); q = v128.load(tap, 16);
          s = v128.load32_splat(w, 0);
          a0 = madd(a0, p, s); c0 = madd(c0, q, s);
          s = v128.load32_splat(w, 4);
          a1 = madd(a1, p, s); c1 = madd(c1, q, s);
          s = v128.load32_splat(w, 8);
          a2 = madd(a2, p, s); c2 = madd(c2, q, s);
          s = v128.load32_splat(w, 12);
          a3 = madd(a3, p, s); c3 = madd(c3, q, s);
          w += 16;
          tap += 4;
        } while (tap < stop);
        row += rowStride;
        tap = row;
      }
      v128.store(m, a0, 0); v128.store(m, c0, 16);
      v128.store(m, a1, 32); v128.store(m, c1, 48);
      v128.store(m, a2, 64); v128.store(m, c2, 80);
      v128.store(m, a3, 96); v128.store(m, c3, 112);
    }
    let plane = out;
    let m = tile;
    for (let c = 0; c < 4; c++) {
      const b = v128.load32_splat(bias + (c << 2));
      if (paired) {
        combinePairs(m, 128, plane, outRowStride, b);
        combinePairs(m + 16, 128, plane + 16, outRowStride, b);
      } else {
        combineFour(m, 128, plane, outRowStride, b);
        combineFour(m + 16, 128, plane + 16, outRowStride, b);
      }
      m += 32;
      plane += outPlaneStride;
    }
    rows += 32;
    out += 32;
  }
}

/**
 * Four results, `toStride` bytes apart, from six sums, `stride` bytes apart, and a bias; in place if `to` is `m`. Doubling
 * by addition: constants would be held in registers, which the taps need.
 */
@inline
export function combineFour(m: usize, stride: i32, to: usize, toStride: i32, b: v128): void {
  const m0 = v128.load(m), m1 = v128.load(m + stride), m2 = v128.load(m + 2 * stride);
  const m3 = v128.load(m + 3 * stride), m4 = v128.load(m + 4 * stride), m5 = v128.load(m + 5 * stride);
  const s = f32x4.add(f32x4.add(m1, m2), b), d = f32x4.add(f32x4.sub(m1, m2), b);
  const t = f32x4.add(m3, m4), e = f32x4.sub(m3, m4);
  const t2 = f32x4.add(t, t), e2 = f32x4.add(e, e), e4 = f32x4.add(e2, e2);
  v128.store(to, f32x4.add(f32x4.add(m0, s), t));
  v128.store(to + toStride, f32x4.add(d, e2));
  v128.store(to + 2 * toStride, f32x4.add(s, f32x4.add(t2, t2)));
  v128.store(to + 3 * toStride, f32x4.add(f32x4.add(d, f32x4.add(e4, e4)), m5));
}

/** Of the four results of `combineFour` the larger of the first two and of the last two. */
@inline
function combinePairs(m: usize, stride: i32, to: usize, toStride: i32, b: v128): void {
  const m0 = v128.load(m), m1 = v128.load(m + stride), m2 = v128.load(m + 2 * stride);
  const m3 = v128.load(m + 3 * stride), m4 = v128.load(m + 4 * stride), m5 = v128.load(m + 5 * stride);
  const s = f32x4.add(f32x4.add(m1, m2), b), d = f32x4.add(f32x4.sub(m1, m2), b);
  const t = f32x4.add(m3, m4), e = f32x4.sub(m3, m4);
  const t2 = f32x4.add(t, t), e2 = f32x4.add(e, e), e4 = f32x4.add(e2, e2);
  v128.store(to, f32x4.pmax(f32x4.add(f32x4.add(m0, s), t), f32x4.add(d, e2)));
  v128.store(to + toStride, f32x4.pmax(f32x4.add(s, f32x4.add(t2, t2)), f32x4.add(f32x4.add(d, f32x4.add(e4, e4)), m5)));
}
