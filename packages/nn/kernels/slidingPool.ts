// Pooling over phase planes (see phases.ts), any size and stride: four cells at a time, taps in row-major order.

import { storeFirst } from './partial';

/**
 * out[y][x] = max over taps of in[y][x + offsets[t]]; what lies outside the picture must be -infinity there. If `argmax`
 * is not 0, the first tap that has the maximum is stored as an i32 a cell, rows of whole vectors.
 */
export function slidingMax(
  input: usize, rowStride: i32, offsets: usize, taps: i32, out: usize, outRowStride: i32, argmax: usize, rows: i32,
  width: i32,
): void {
  for (let y = 0; y < rows; y++) {
    let from = input + <usize>(y * rowStride);
    let to = out + <usize>(y * outRowStride);
    for (let left = width; left > 0; left -= 4) {
      let m = v128.load(from + load<i32>(offsets));
      if (argmax) {
        let found = i32x4.splat(0);
        for (let t = 1; t < taps; t++) {
          const v = v128.load(from + load<i32>(offsets + (t << 2)));
          const better = f32x4.gt(v, m);
          found = v128.bitselect(i32x4.splat(t), found, better);
          m = v128.bitselect(v, m, better);
        }
        v128.store(argmax, found);
        argmax += 16;
      } else {
        for (let t = 1; t < taps; t++) m = f32x4.pmax(m, v128.load(from + load<i32>(offsets + (t << 2))));
      }
      storeFirst(to, m, left);
      from += 16;
      to += 16;
    }
  }
}

/** The backward pass: adds each cell's gradient at the place of its maximum; `places[tap]` in bytes from the pool's corner. */
export function scatterMax(
  gradient: usize, rowStride: i32, argmax: usize, places: usize, plane: usize, down: i32, across: i32, rows: i32,
  width: i32,
): void {
  for (let y = 0; y < rows; y++) {
    const g = gradient + <usize>(y * rowStride);
    let corner = plane + <usize>(y * down);
    for (let x = 0; x < width; x++) {
      const p = corner + load<i32>(places + (load<i32>(argmax + (x << 2)) << 2));
      store<f32>(p, load<f32>(p) + load<f32>(g + (x << 2)));
      corner += across;
    }
    argmax += ((width + 3) & ~3) << 2;
  }
}

/** to[y][x] = from[y][x] / (down[y] * across[x]): how many positions of each pool lie inside, as floats. */
export function divideByInside(
  from: usize, rowStride: i32, down: usize, across: usize, to: usize, toRowStride: i32, rows: i32, width: i32,
): void {
  for (let y = 0; y < rows; y++) {
    const p = from + <usize>(y * rowStride);
    const q = to + <usize>(y * toRowStride);
    const tall = v128.load32_splat(down + (y << 2));
    for (let x = 0; x < width; x += 4) {
      const inside = f32x4.mul(tall, v128.load(across + (x << 2)));
      storeFirst(q + (x << 2), f32x4.div(v128.load(p + (x << 2)), inside), width - x);
    }
  }
}
