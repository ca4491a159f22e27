// Coarser pictures: a Gaussian blur as two passes of a row in cache, and means over blocks.
import { inside, REFLECT } from './augmentOutside';
import { storeFirst } from './partial';

/** The 2 * radius + 1 weights of a Gaussian, their sum 1. */
export function gaussian(weights: usize, radius: i32, sigma: f64): void {
  let sum: f64 = 0;
  for (let k = -radius; k <= radius; k++) sum += NativeMath.exp(-0.5 * <f64>(k * k) / (sigma * sigma));
  for (let k = -radius; k <= radius; k++) {
    store<f32>(weights + ((k + radius) << 2), <f32>(NativeMath.exp(-0.5 * <f64>(k * k) / (sigma * sigma)) / sum));
  }
}

/**
 * to = from blurred down the columns, then along the rows, reflected at the edges. `offsets` holds 2 * radius + 1 integers,
 * `line` width + 2 * radius + 16 floats.
 */
export function blurPlane(
  from: usize, to: usize, height: i32, width: i32, rowStride: i32,
  weights: usize, radius: i32, offsets: usize, line: usize,
): void {
  const taps = (2 * radius + 1) << 2;
  const begin = line + (radius << 2);
  for (let y = 0; y < height; y++) {
    for (let k = 0; k < taps; k += 4) {
      store<i32>(offsets + k, inside(y - radius + (k >> 2), height, REFLECT) * rowStride);
    }
    for (let x = 0; x < width; x += 8) {
      let one = f32x4.splat(0);
      let two = f32x4.splat(0);
      const column = from + (x << 2);
      for (let k = 0; k < taps; k += 4) {
        const at = column + load<i32>(offsets + k);
        const weight = v128.load32_splat(weights + k);
        one = f32x4.add(one, f32x4.mul(v128.load(at), weight));
        two = f32x4.add(two, f32x4.mul(v128.load(at, 16), weight));
      }
      v128.store(begin + (x << 2), one);
      v128.store(begin + (x << 2), two, 16);
    }
    for (let i = 1; i <= radius; i++) {
      store<f32>(begin - (i << 2), load<f32>(begin + (inside(-i, width, REFLECT) << 2)));
      store<f32>(begin + ((width - 1 + i) << 2), load<f32>(begin + (inside(width - 1 + i, width, REFLECT) << 2)));
    }
    const row = to + <usize>(y * rowStride);
    for (let x = 0; x < width; x += 8) {
      let one = f32x4.splat(0);
      let two = f32x4.splat(0);
      const left = line + (x << 2);
      for (let k = 0; k < taps; k += 4) {
        const weight = v128.load32_splat(weights + k);
        one = f32x4.add(one, f32x4.mul(v128.load(left + k), weight));
        two = f32x4.add(two, f32x4.mul(v128.load(left + k, 16), weight));
      }
      storeFirst(row + (x << 2), one, width - x);
      if (width - x > 4) storeFirst(row + (x << 2) + 16, two, width - x - 4);
    }
  }
}

/** Each block of `size` by `size` pixels from the top left becomes its mean. `line` holds width + 4 floats. */
export function pixelatePlane(plane: usize, height: i32, width: i32, rowStride: i32, size: i32, line: usize): void {
  for (let top = 0; top < height; top += size) {
    const rows = min(size, height - top);
    const block = plane + <usize>(top * rowStride);
    memory.fill(line, 0, (width + 4) << 2);
    for (let y = 0; y < rows; y++) {
      const row = block + <usize>(y * rowStride);
      for (let x = 0; x < width; x += 4) {
        v128.store(line + (x << 2), f32x4.add(v128.load(line + (x << 2)), v128.load(row + (x << 2))));
      }
    }
    for (let left = 0; left < width; left += size) {
      const columns = min(size, width - left);
      let sum: f32 = 0;
      for (let x = left; x < left + columns; x++) sum += load<f32>(line + (x << 2));
      const mean = sum / <f32>(rows * columns);
      for (let x = left; x < left + columns; x++) store<f32>(line + (x << 2), mean);
    }
    for (let y = 0; y < rows; y++) memory.copy(block + <usize>(y * rowStride), line, width << 2);
  }
}
