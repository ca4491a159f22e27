// relu of a vector in place, and its gradient from the outputs.

export function relu(values: usize, count: i32): void {
  const zero = f32x4.splat(0);
  for (let i = 0; i < count; i += 4) v128.store(values + (i << 2), f32x4.pmax(v128.load(values + (i << 2)), zero));
}

/** gradient[i] = 0 where the output is not above 0. */
export function reluGradient(outputs: usize, gradient: usize, count: i32): void {
  const zero = f32x4.splat(0);
  for (let i = 0; i < count; i += 4) {
    const at = gradient + (i << 2);
    v128.store(at, v128.and(v128.load(at), f32x4.gt(v128.load(outputs + (i << 2)), zero)));
  }
}
