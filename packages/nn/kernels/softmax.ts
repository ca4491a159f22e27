// Softmax and cross-entropy of one vector of logits, in float64 inside; exp and log are compiled in, not the engine's.

/** probabilities[i] = exp(logit i) / sum, as float32; returns log(sum of exp(logit - max)). */
export function softmax(logits: usize, count: i32, probabilities: usize): f64 {
  let top: f64 = load<f32>(logits);
  for (let i = 1; i < count; i++) {
    const v: f64 = load<f32>(logits + (i << 2));
    if (v > top || v != v) top = v;
  }
  let sum: f64 = 0;
  for (let i = 0; i < count; i++) sum += NativeMath.exp(<f64>load<f32>(logits + (i << 2)) - top);
  for (let i = 0; i < count; i++) {
    store<f32>(probabilities + (i << 2), <f32>(NativeMath.exp(<f64>load<f32>(logits + (i << 2)) - top) / sum));
  }
  return NativeMath.log(sum) + top;
}

/**
 * Returns -log(probability of `label`) and writes (probability - oneHot) * scale to `gradient` (if not 0).
 * Probabilities must have been written by `softmax`, whose result is `logSum`.
 */
export function crossEntropy(
  logits: usize,
  count: i32,
  probabilities: usize,
  label: i32,
  logSum: f64,
  scale: f32,
  gradient: usize,
): f64 {
  if (gradient) {
    for (let i = 0; i < count; i++) {
      store<f32>(gradient + (i << 2), (load<f32>(probabilities + (i << 2)) - <f32>(i == label)) * scale);
    }
  }
  return logSum - <f64>load<f32>(logits + (label << 2));
}
