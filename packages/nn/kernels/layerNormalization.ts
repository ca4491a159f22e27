// Layer normalisation over the channels of each position, four positions at a time (Ba, Kiros and Hinton 2016).
import { storeFirst } from './partial';

/** to = (from - mean) * inverse * gamma[c] + beta[c]; keeps mean and inverse of each position, whole vectors a row. */
export function layerNormalize(
  from: usize, fromRowStride: i32, fromPlaneStride: i32, to: usize, toRowStride: i32, toPlaneStride: i32,
  channels: i32, height: i32, width: i32, gammas: usize, betas: usize, epsilon: f32, means: usize, inverses: usize,
): void {
  const share = f32x4.splat(<f32>1 / <f32>channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x += 4) {
      const a = from + <usize>(y * fromRowStride + (x << 2));
      const b = to + <usize>(y * toRowStride + (x << 2));
      let sum = f32x4.splat(0);
      for (let c = 0; c < channels; c++) sum = f32x4.add(sum, v128.load(a + <usize>(c * fromPlaneStride)));
      const mean = f32x4.mul(sum, share);
      let squares = f32x4.splat(0);
      for (let c = 0; c < channels; c++) {
        const d = f32x4.sub(v128.load(a + <usize>(c * fromPlaneStride)), mean);
        squares = f32x4.add(squares, f32x4.mul(d, d));
      }
      const variance = f32x4.add(f32x4.mul(squares, share), f32x4.splat(epsilon));
      const inverse = f32x4.div(f32x4.splat(1), f32x4.sqrt(variance));
      v128.store(means, mean);
      v128.store(inverses, inverse);
      means += 16;
      inverses += 16;
      for (let c = 0; c < channels; c++) {
        const d = f32x4.mul(f32x4.sub(v128.load(a + <usize>(c * fromPlaneStride)), mean), inverse);
        const scaled = f32x4.mul(d, v128.load32_splat(gammas + (c << 2)));
        storeFirst(b + <usize>(c * toPlaneStride), f32x4.add(scaled, v128.load32_splat(betas + (c << 2))), width - x);
      }
    }
  }
}

/**
 * Adds sums of g * normalised value and of g to `gammaSums` and `betaSums` (four lanes a channel), and writes the gradient
 * of the values (if `gradient` is not 0).
 */
export function layerNormalizeGradient(
  from: usize, gradient: usize, rowStride: i32, planeStride: i32, above: usize, aboveRowStride: i32,
  abovePlaneStride: i32, channels: i32, height: i32, width: i32, gammas: usize, means: usize, inverses: usize,
  gammaSums: usize, betaSums: usize,
): void {
  const share = f32x4.splat(<f32>1 / <f32>channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x += 4) {
      const a = from + <usize>(y * rowStride + (x << 2));
      const g = above + <usize>(y * aboveRowStride + (x << 2));
      // What lies past the row may be anything; it must not reach the sums.
      const inside = i32x4.gt_s(i32x4.splat(width - x), i32x4(0, 1, 2, 3));
      const mean = v128.load(means);
      const inverse = v128.load(inverses);
      means += 16;
      inverses += 16;
      let total = f32x4.splat(0);
      let products = f32x4.splat(0);
      for (let c = 0; c < channels; c++) {
        const v = f32x4.mul(f32x4.sub(v128.load(a + <usize>(c * planeStride)), mean), inverse);
        const one = v128.load(g + <usize>(c * abovePlaneStride));
        const gammaSum = gammaSums + (c << 4);
        const betaSum = betaSums + (c << 4);
        v128.store(gammaSum, f32x4.add(v128.load(gammaSum), v128.and(f32x4.mul(one, v), inside)));
        v128.store(betaSum, f32x4.add(v128.load(betaSum), v128.and(one, inside)));
        const scaled = f32x4.mul(one, v128.load32_splat(gammas + (c << 2)));
        total = f32x4.add(total, scaled);
        products = f32x4.add(products, f32x4.mul(scaled, v));
      }
      if (gradient == 0) continue;
      const meanGradient = f32x4.mul(total, share);
      const meanProduct = f32x4.mul(products, share);
      const to = gradient + <usize>(y * rowStride + (x << 2));
      for (let c = 0; c < channels; c++) {
        const v = f32x4.mul(f32x4.sub(v128.load(a + <usize>(c * planeStride)), mean), inverse);
        const scaled = f32x4.mul(v128.load(g + <usize>(c * abovePlaneStride)), v128.load32_splat(gammas + (c << 2)));
        const rest = f32x4.sub(f32x4.sub(scaled, meanGradient), f32x4.mul(v, meanProduct));
        storeFirst(to + <usize>(c * planeStride), f32x4.mul(inverse, rest), width - x);
      }
    }
  }
}
