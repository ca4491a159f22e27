// Cross-entropy and focal cross-entropy of a softmax, from its logits, in float64.
import { largest } from './softmax';

/**
 * Returns sum over i of -alpha_i t_i (1 - p_i)^gamma log(p_i), where p is the softmax of the logits and t is 1 at `label`
 * and 0 elsewhere, smoothed: t (1 - smoothing) + smoothing / count. Writes its gradient times `scale` to `gradient` (if not
 * 0). `alphas` is the address of one float64 a class. `work` has room for 3 * count float64.
 *
 * No probability is clipped: log(p) and 1 - p are computed from the differences of the logits, so that both keep their
 * digits where p is all but 0 or 1.
 */
export function categoricalLoss(
  logits: usize,
  count: i32,
  label: i32,
  smoothing: f64,
  gamma: f64,
  alphas: usize,
  scale: f64,
  work: usize,
  gradient: usize,
): f64 {
  const best = largest(logits, count);
  const top: f64 = load<f32>(logits + (best << 2));
  // exp(logit - top) of all but the largest, whose own is 1.
  let rest: f64 = 0;
  for (let i = 0; i < count; i++) {
    const e = NativeMath.exp(<f64>load<f32>(logits + (i << 2)) - top);
    store<f64>(work + (i << 3), e);
    if (i != best) rest += e;
  }
  const sum = 1 + rest;
  const logSum = NativeMath.log1p(rest);
  const others = work + (count << 3);
  const factors = others + (count << 3);
  let loss: f64 = 0;
  let factorSum: f64 = 0;
  for (let i = 0; i < count; i++) {
    const p = load<f64>(work + (i << 3)) / sum;
    const q = i == best ? rest / sum : 1 - p;
    store<f64>(work + (i << 3), p);
    store<f64>(others + (i << 3), q);
    const target = (i == label ? 1 - smoothing : 0) + smoothing / <f64>count;
    let factor: f64 = 0;
    if (target != 0) {
      const logP = <f64>load<f32>(logits + (i << 2)) - top - logSum;
      const weight = load<f64>(alphas + (i << 3)) * target;
      if (gamma == 0) {
        loss -= weight * logP;
        factor = weight;
      } else {
        const modulation = NativeMath.pow(q, gamma);
        // log(p) / (1 - p) goes to -1 where p goes to 1.
        const slope = q == 0 ? -1 : logP / q;
        loss -= weight * modulation * logP;
        factor = weight * modulation * (1 - gamma * p * slope);
      }
    }
    store<f64>(factors + (i << 3), factor);
    factorSum += factor;
  }
  if (gradient) {
    for (let i = 0; i < count; i++) {
      const p = load<f64>(work + (i << 3));
      const q = load<f64>(others + (i << 3));
      const factor = load<f64>(factors + (i << 3));
      store<f32>(gradient + (i << 2), <f32>((p * (factorSum - factor) - factor * q) * scale));
    }
  }
  return loss;
}
