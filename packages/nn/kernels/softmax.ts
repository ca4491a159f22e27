// Softmax and sigmoid of one vector of logits, in float64 inside; exp and log are compiled in, not the engine's.

/** The index of the largest of `count` floats, the first of equal ones; of a NaN where there is one. */
export function largest(logits: usize, count: i32): i32 {
  let at = 0;
  let top: f64 = load<f32>(logits);
  for (let i = 1; i < count; i++) {
    const v: f64 = load<f32>(logits + (i << 2));
    if (v > top || v != v) {
      top = v;
      at = i;
    }
  }
  return at;
}

/** probabilities[i] = exp(logit i) / sum, as float32. */
export function softmax(logits: usize, count: i32, probabilities: usize): void {
  const top: f64 = load<f32>(logits + (largest(logits, count) << 2));
  let sum: f64 = 0;
  for (let i = 0; i < count; i++) sum += NativeMath.exp(<f64>load<f32>(logits + (i << 2)) - top);
  for (let i = 0; i < count; i++) {
    store<f32>(probabilities + (i << 2), <f32>(NativeMath.exp(<f64>load<f32>(logits + (i << 2)) - top) / sum));
  }
}

/** 1 / (1 + exp(-z)); never divides infinity by infinity. */
@inline
export function logistic(z: f64): f64 {
  const small = NativeMath.exp(-Math.abs(z));
  return z >= 0 ? 1 / (1 + small) : small / (1 + small);
}

/** probabilities[i] = 1 / (1 + exp(-logit i)), as float32. */
export function sigmoid(logits: usize, count: i32, probabilities: usize): void {
  for (let i = 0; i < count; i++) {
    store<f32>(probabilities + (i << 2), <f32>logistic(<f64>load<f32>(logits + (i << 2))));
  }
}
