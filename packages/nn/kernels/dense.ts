// Dense layer on one vector. Weights are [inputs][units rounded up to 4], the padding zero.

/** out[u] = bias[u] + sum of in[i] * weights[i][u]; four sums of every fourth input, added in order at the end. */
export function denseForward(input: usize, inputs: i32, weights: usize, units4: i32, bias: usize, out: usize): void {
  const stride = <usize>(units4 << 2);
  for (let u = 0; u < units4; u += 4) {
    let w = weights + (u << 2);
    let a = v128.load(bias + (u << 2));
    let b = f32x4.splat(0),
      c = b,
      d = b;
    let i = 0;
    let p = input;
    for (; i + 4 <= inputs; i += 4) {
      a = f32x4.add(a, f32x4.mul(v128.load32_splat(p, 0), v128.load(w)));
      b = f32x4.add(b, f32x4.mul(v128.load32_splat(p, 4), v128.load(w + stride)));
      c = f32x4.add(c, f32x4.mul(v128.load32_splat(p, 8), v128.load(w + 2 * stride)));
      d = f32x4.add(d, f32x4.mul(v128.load32_splat(p, 12), v128.load(w + 3 * stride)));
      w += 4 * stride;
      p += 16;
    }
    for (; i < inputs; i++) {
      a = f32x4.add(a, f32x4.mul(v128.load32_splat(p), v128.load(w)));
      w += stride;
      p += 4;
    }
    v128.store(out + (u << 2), f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
  }
}

/** sums[i][u] += in[i] * gradient[u]; bias[u] += gradient[u]. Padding of `gradient` must be zero. */
export function denseWeightGradient(
  input: usize,
  inputs: i32,
  gradient: usize,
  units4: i32,
  sums: usize,
  bias: usize,
): void {
  for (let u = 0; u < units4; u += 4) {
    const g = v128.load(gradient + (u << 2));
    v128.store(bias + (u << 2), f32x4.add(v128.load(bias + (u << 2)), g));
    let to = sums + (u << 2);
    for (let i = 0; i < inputs; i++) {
      v128.store(to, f32x4.add(v128.load(to), f32x4.mul(v128.load32_splat(input + (i << 2)), g)));
      to += units4 << 2;
    }
  }
}

/** out[i] = sum of weights[i][u] * gradient[u]. */
export function denseInputGradient(gradient: usize, units4: i32, weights: usize, inputs: i32, out: usize): void {
  let w = weights;
  for (let i = 0; i < inputs; i++) {
    let a = f32x4.splat(0);
    for (let u = 0; u < units4; u += 4) {
      a = f32x4.add(a, f32x4.mul(v128.load(w), v128.load(gradient + (u << 2))));
      w += 16;
    }
    store<f32>(
      out + (i << 2),
      f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 1) + (f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3)),
    );
  }
}
