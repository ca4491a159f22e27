// Normalisation of channels by given statistics, and the sums over a batch that batch normalisation needs.
import { storeFirst } from './partial';

/** to = (from - mean[c]) * scale[c] + offset[c] */
export function normalizeChannels(
  from: usize, fromRowStride: i32, fromPlaneStride: i32, to: usize, toRowStride: i32, toPlaneStride: i32,
  channels: i32, height: i32, width: i32, means: usize, scales: usize, offsets: usize,
): void {
  for (let c = 0; c < channels; c++) {
    const mean = v128.load32_splat(means + (c << 2));
    const scale = v128.load32_splat(scales + (c << 2));
    const offset = v128.load32_splat(offsets + (c << 2));
    for (let y = 0; y < height; y++) {
      const a = from + <usize>(c * fromPlaneStride + y * fromRowStride);
      const b = to + <usize>(c * toPlaneStride + y * toRowStride);
      for (let x = 0; x < width; x += 4) {
        const value = f32x4.add(f32x4.mul(f32x4.sub(v128.load(a + (x << 2)), mean), scale), offset);
        storeFirst(b + (x << 2), value, width - x);
      }
    }
  }
}

@inline
function upper(v: v128): v128 {
  return f64x2.promote_low_f32x4(i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15));
}

@inline
function addTo(at: usize, pair: v128, more: f64): void {
  store<f64>(at, load<f64>(at) + (f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1) + more));
}

/** sums[2 c] += sum of x, sums[2 c + 1] += sum of x * x over channel c, in float64, where squares are exact. */
export function channelSums(
  from: usize, rowStride: i32, planeStride: i32, channels: i32, height: i32, width: i32, sums: usize,
): void {
  for (let c = 0; c < channels; c++) {
    let total = f64x2.splat(0);
    let squares = f64x2.splat(0);
    let rest: f64 = 0;
    let restSquares: f64 = 0;
    for (let y = 0; y < height; y++) {
      const row = from + <usize>(c * planeStride + y * rowStride);
      let x = 0;
      for (; x + 4 <= width; x += 4) {
        const v = v128.load(row + (x << 2));
        const low = f64x2.promote_low_f32x4(v);
        const high = upper(v);
        total = f64x2.add(total, f64x2.add(low, high));
        squares = f64x2.add(squares, f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high)));
      }
      for (; x < width; x++) {
        const v: f64 = load<f32>(row + (x << 2));
        rest += v;
        restSquares += v * v;
      }
    }
    addTo(sums + (c << 4), total, rest);
    addTo(sums + (c << 4) + 8, squares, restSquares);
  }
}

/**
 * sums[2 c] += sum of g, sums[2 c + 1] += sum of g * (x - mean) * inverse over channel c; copies g to `copy`, which is
 * laid out as the values x are (if not 0).
 */
export function normalizedGradientSums(
  values: usize, rowStride: i32, planeStride: i32, above: usize, aboveRowStride: i32, abovePlaneStride: i32,
  channels: i32, height: i32, width: i32, means: usize, inverses: usize, sums: usize, copy: usize,
): void {
  for (let c = 0; c < channels; c++) {
    const mean = v128.load32_splat(means + (c << 2));
    const inverse = v128.load32_splat(inverses + (c << 2));
    let total = f64x2.splat(0);
    let products = f64x2.splat(0);
    let rest: f64 = 0;
    let restProducts: f64 = 0;
    for (let y = 0; y < height; y++) {
      const at = <usize>(c * planeStride + y * rowStride);
      const row = values + at;
      const gradients = above + <usize>(c * abovePlaneStride + y * aboveRowStride);
      let x = 0;
      for (; x + 4 <= width; x += 4) {
        const g = v128.load(gradients + (x << 2));
        const v = f32x4.mul(f32x4.sub(v128.load(row + (x << 2)), mean), inverse);
        const low = f64x2.promote_low_f32x4(g);
        const high = upper(g);
        total = f64x2.add(total, f64x2.add(low, high));
        const product = f64x2.add(f64x2.mul(low, f64x2.promote_low_f32x4(v)), f64x2.mul(high, upper(v)));
        products = f64x2.add(products, product);
        if (copy) v128.store(copy + at + (x << 2), g);
      }
      for (; x < width; x++) {
        const g = load<f32>(gradients + (x << 2));
        const v = (load<f32>(row + (x << 2)) - load<f32>(means + (c << 2))) * load<f32>(inverses + (c << 2));
        rest += <f64>g;
        restProducts += <f64>g * <f64>v;
        if (copy) store<f32>(copy + at + (x << 2), g);
      }
    }
    addTo(sums + (c << 4), total, rest);
    addTo(sums + (c << 4) + 8, products, restProducts);
  }
}

/**
 * The gradient through normalisation by the batch's own statistics, in place:
 * g = scale[c] * (g - meanGradient[c] - (x - mean[c]) * inverse[c] * meanProduct[c]).
 */
export function normalizedGradient(
  values: usize, gradient: usize, rowStride: i32, planeStride: i32, channels: i32, height: i32, width: i32,
  means: usize, inverses: usize, scales: usize, meanGradients: usize, meanProducts: usize,
): void {
  for (let c = 0; c < channels; c++) {
    const mean = v128.load32_splat(means + (c << 2));
    const inverse = v128.load32_splat(inverses + (c << 2));
    const scale = v128.load32_splat(scales + (c << 2));
    const meanGradient = v128.load32_splat(meanGradients + (c << 2));
    const meanProduct = v128.load32_splat(meanProducts + (c << 2));
    for (let y = 0; y < height; y++) {
      const at = <usize>(c * planeStride + y * rowStride);
      for (let x = 0; x < width; x += 4) {
        const v = f32x4.mul(f32x4.sub(v128.load(values + at + (x << 2)), mean), inverse);
        const g = f32x4.sub(v128.load(gradient + at + (x << 2)), meanGradient);
        storeFirst(gradient + at + (x << 2), f32x4.mul(scale, f32x4.sub(g, f32x4.mul(v, meanProduct))), width - x);
      }
    }
  }
}
