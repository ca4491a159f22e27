// Binary cross-entropy and binary focal cross-entropy of sigmoids, from their logits, in float64.

/**
 * Returns the mean over the units of w m^gamma b: b = -t log(p) - (1 - t) log(1 - p) with p the sigmoid of the logit and t
 * the unit's label 0 or 1 (int32 at `labels`), smoothed: t (1 - smoothing) + smoothing / 2; m = t (1 - p) + (1 - t) p;
 * w = t * positive + (1 - t) * negative. Writes its gradient times `scale` to `gradient` (if not 0).
 */
export function binaryLoss(
  logits: usize,
  count: i32,
  labels: usize,
  smoothing: f64,
  gamma: f64,
  positive: f64,
  negative: f64,
  scale: f64,
  gradient: usize,
): f64 {
  let loss: f64 = 0;
  for (let i = 0; i < count; i++) {
    const z: f64 = load<f32>(logits + (i << 2));
    const t = <f64>load<i32>(labels + (i << 2)) * (1 - smoothing) + smoothing / 2;
    // Of -|z|, so that neither overflows: p and q = 1 - p both keep their digits.
    const small = NativeMath.exp(-Math.abs(z));
    const near = 1 / (1 + small);
    const far = small / (1 + small);
    const p = z >= 0 ? near : far;
    const q = z >= 0 ? far : near;
    const logNear = NativeMath.log1p(small);
    const minusLogP = z >= 0 ? logNear : logNear - z;
    const minusLogQ = z >= 0 ? logNear + z : logNear;
    const entropy = t * minusLogP + (1 - t) * minusLogQ;
    const weight = t * positive + (1 - t) * negative;
    let value = entropy;
    let slope = (1 - t) * p - t * q;
    if (gamma != 0) {
      const miss = t * q + (1 - t) * p;
      const modulation = NativeMath.pow(miss, gamma);
      value = modulation * entropy;
      // Where nothing is missed to the last digit the loss is 0 and flat.
      slope = miss == 0 ? 0 : modulation * (slope + ((gamma * (1 - 2 * t) * p * q) / miss) * entropy);
    }
    loss += weight * value;
    if (gradient) store<f32>(gradient + (i << 2), <f32>((weight * slope * scale) / <f64>count));
  }
  return loss / <f64>count;
}
