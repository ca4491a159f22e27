// Gradients of a convolution's weights over phase planes: every position counts, lanes run along x.
//
// The planes of the output's gradient have zeros past their width, so that lanes there add nothing.

@inline
function madd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

// The sums of the lanes of four vectors, as one vector.
@inline
function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/** sums[tap][c] += sum over rows and x of gradient[c][y][x] * in[y][x + offsets[tap]], for four channels. */
export function convolveTapsGradient(
  gradient: usize, gradientRowStride: i32, gradientPlaneStride: i32, input: usize, rowStride: i32,
  offsets: usize, taps: i32, rows: i32, width: i32, to: usize,
): void {
  const end = offsets + (taps << 2);
  let t = offsets;
  for (; t + 8 <= end; t += 8) {
    let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
    const second = load<i32>(t, 4) - load<i32>(t);
    for (let y = 0; y < rows; y++) {
      let g = gradient + <usize>(y * gradientRowStride);
      let p = input + <usize>(y * rowStride) + load<i32>(t);
      const stop = g + (width << 2);
      while (g < stop) {
        const v = v128.load(p), w = v128.load(p + second);
        let h = v128.load(g);
        a0 = madd(a0, h, v); b0 = madd(b0, h, w);
        h = v128.load(g + gradientPlaneStride);
        a1 = madd(a1, h, v); b1 = madd(b1, h, w);
        h = v128.load(g + 2 * gradientPlaneStride);
        a2 = madd(a2, h, v); b2 = madd(b2, h, w);
        h = v128.load(g + 3 * gradientPlaneStride);
        a3 = madd(a3, h, v); b3 = madd(b3, h, w);
        g += 16;
        p += 16;
      }
    }
    v128.store(to, f32x4.add(v128.load(to), sums(a0, a1, a2, a3)));
    v128.store(to, f32x4.add(v128.load(to, 16), sums(b0, b1, b2, b3)), 16);
    to += 32;
  }
  if (t < end) {
    let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
    for (let y = 0; y < rows; y++) {
      let g = gradient + <usize>(y * gradientRowStride);
      let p = input + <usize>(y * rowStride) + load<i32>(t);
      const stop = g + (width << 2);
      while (g < stop) {
        const v = v128.load(p);
        a0 = madd(a0, v128.load(g), v);
        a1 = madd(a1, v128.load(g + gradientPlaneStride), v);
        a2 = madd(a2, v128.load(g + 2 * gradientPlaneStride), v);
        a3 = madd(a3, v128.load(g + 3 * gradientPlaneStride), v);
        g += 16;
        p += 16;
      }
    }
    v128.store(to, f32x4.add(v128.load(to), sums(a0, a1, a2, a3)));
  }
}

/** The same for one channel: sums[tap] += ...; taps must be a multiple of four, as must the room for their sums. */
export function depthwiseTapsGradient(
  gradient: usize, gradientRowStride: i32, input: usize, rowStride: i32, offsets: usize, taps: i32, rows: i32,
  width: i32, to: usize,
): void {
  const end = offsets + (taps << 2);
  for (let t = offsets; t < end; t += 16) {
    let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
    const o0 = load<i32>(t), o1 = load<i32>(t, 4), o2 = load<i32>(t, 8), o3 = load<i32>(t, 12);
    for (let y = 0; y < rows; y++) {
      let g = gradient + <usize>(y * gradientRowStride);
      let p = input + <usize>(y * rowStride);
      const stop = g + (width << 2);
      while (g < stop) {
        const h = v128.load(g);
        a0 = madd(a0, h, v128.load(p + o0));
        a1 = madd(a1, h, v128.load(p + o1));
        a2 = madd(a2, h, v128.load(p + o2));
        a3 = madd(a3, h, v128.load(p + o3));
        g += 16;
        p += 16;
      }
    }
    v128.store(to, f32x4.add(v128.load(to), sums(a0, a1, a2, a3)));
    to += 16;
  }
}

/**
 * Copies a plane of gradients to one with zeros around it, 0 where `outputs` is not above 0 if `relu`; returns the sum of
 * what was copied.
 */
export function borderGradient(
  gradient: usize, rowStride: i32, outputs: usize, relu: i32, rows: i32, width: i32, to: usize, toRowStride: i32,
): f32 {
  const zero = f32x4.splat(0);
  let sum = zero;
  let rest: f32 = 0;
  for (let y = 0; y < rows; y++) {
    const row = <usize>(y * rowStride);
    const target = to + <usize>(y * toRowStride);
    let x: usize = 0;
    const whole = <usize>((width & ~3) << 2);
    for (; x < whole; x += 16) {
      let g = v128.load(gradient + row + x);
      if (relu) g = v128.and(g, f32x4.gt(v128.load(outputs + row + x), zero));
      v128.store(target + x, g);
      sum = f32x4.add(sum, g);
    }
    for (; x < <usize>(width << 2); x += 4) {
      let g = load<f32>(gradient + row + x);
      if (relu && !(load<f32>(outputs + row + x) > 0)) g = 0;
      store<f32>(target + x, g);
      rest += g;
    }
  }
  return f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3)) + rest;
}
