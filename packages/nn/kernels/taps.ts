// Convolution over phase planes (see phases.ts): whatever the strides, each tap is a run of neighbouring floats at a fixed
// offset, so one kernel serves any size and stride, forward and for the gradient of the input.
//
// `offsets[t]` is the byte offset of tap t from the pixel's own place in the phase planes. Rows are written to their width
// and no further; reads continue for a vector or two, into padding or the next row, and what comes of that is not stored.
import { storeFirst } from './partial';

@inline
function madd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

// Up to four of the lanes; a block may hold more vectors than the row has left.
@inline
function storeLeft(to: usize, values: v128, left: i32): void {
  if (left > 0) storeFirst(to, values, left);
}

/**
 * out[c][y][x] = bias[c] + sum over taps of in[y][x + offsets[t]] * weights[t][c], then relu if asked, for the first
 * `count` (1 to 4) of four channels; weights are [tap][4].
 */
export function convolveTaps(
  input: usize, rowStride: i32, offsets: usize, taps: i32, weights: usize, bias: usize, relu: i32,
  out: usize, outRowStride: i32, outPlaneStride: i32, count: i32, rows: i32, width: i32,
): void {
  const zero = f32x4.splat(0);
  const end = offsets + (taps << 2);
  for (let y = 0; y < rows; y++) {
    let from = input + <usize>(y * rowStride);
    let to = out + <usize>(y * outRowStride);
    for (let left = width; left > 0; left -= 8) {
      let a0 = v128.load32_splat(bias, 0), a1 = v128.load32_splat(bias, 4);
      let a2 = v128.load32_splat(bias, 8), a3 = v128.load32_splat(bias, 12);
      let c0 = a0, c1 = a1, c2 = a2, c3 = a3;
      let w = weights;
      if (left > 4) {
        for (let t = offsets; t < end; t += 4) {
          const tap = from + load<i32>(t);
          const p = v128.load(tap, 0), q = v128.load(tap, 16);
          let s = v128.load32_splat(w, 0);
          a0 = madd(a0, p, s); c0 = madd(c0, q, s);
          s = v128.load32_splat(w, 4);
          a1 = madd(a1, p, s); c1 = madd(c1, q, s);
          s = v128.load32_splat(w, 8);
          a2 = madd(a2, p, s); c2 = madd(c2, q, s);
          s = v128.load32_splat(w, 12);
          a3 = madd(a3, p, s); c3 = madd(c3, q, s);
          w += 16;
        }
      } else {
        for (let t = offsets; t < end; t += 4) {
          const p = v128.load(from + load<i32>(t));
          a0 = madd(a0, p, v128.load32_splat(w, 0));
          a1 = madd(a1, p, v128.load32_splat(w, 4));
          a2 = madd(a2, p, v128.load32_splat(w, 8));
          a3 = madd(a3, p, v128.load32_splat(w, 12));
          w += 16;
        }
      }
      if (relu) {
        a0 = f32x4.pmax(a0, zero); a1 = f32x4.pmax(a1, zero); a2 = f32x4.pmax(a2, zero); a3 = f32x4.pmax(a3, zero);
        c0 = f32x4.pmax(c0, zero); c1 = f32x4.pmax(c1, zero); c2 = f32x4.pmax(c2, zero); c3 = f32x4.pmax(c3, zero);
      }
      storeLeft(to, a0, left); storeLeft(to + 16, c0, left - 4);
      if (count > 1) { storeLeft(to + outPlaneStride, a1, left); storeLeft(to + outPlaneStride + 16, c1, left - 4); }
      if (count > 2) { storeLeft(to + 2 * outPlaneStride, a2, left); storeLeft(to + 2 * outPlaneStride + 16, c2, left - 4); }
      if (count > 3) { storeLeft(to + 3 * outPlaneStride, a3, left); storeLeft(to + 3 * outPlaneStride + 16, c3, left - 4); }
      from += 32;
      to += 32;
    }
  }
}

/** The same for one channel, weights one float a tap: depthwise convolutions, and means with weights of one. */
export function depthwiseTaps(
  input: usize, rowStride: i32, offsets: usize, taps: i32, weights: usize, bias: f32, relu: i32,
  out: usize, outRowStride: i32, rows: i32, width: i32,
): void {
  const zero = f32x4.splat(0);
  const end = offsets + (taps << 2);
  for (let y = 0; y < rows; y++) {
    let from = input + <usize>(y * rowStride);
    let to = out + <usize>(y * outRowStride);
    for (let left = width; left > 0; left -= 16) {
      let a = f32x4.splat(bias);
      let w = weights;
      if (left > 8) {
        let b = a, c = a, d = a;
        for (let t = offsets; t < end; t += 4) {
          const tap = from + load<i32>(t);
          const s = v128.load32_splat(w);
          a = madd(a, v128.load(tap, 0), s);
          b = madd(b, v128.load(tap, 16), s);
          c = madd(c, v128.load(tap, 32), s);
          d = madd(d, v128.load(tap, 48), s);
          w += 4;
        }
        if (relu) { b = f32x4.pmax(b, zero); c = f32x4.pmax(c, zero); d = f32x4.pmax(d, zero); }
        v128.store(to, b, 16);
        storeLeft(to + 32, c, left - 8);
        storeLeft(to + 48, d, left - 12);
      } else {
        let b = a;
        for (let t = offsets; t < end; t += 4) {
          const tap = from + load<i32>(t);
          const s = v128.load32_splat(w);
          a = madd(a, v128.load(tap, 0), s);
          b = madd(b, v128.load(tap, 16), s);
          w += 4;
        }
        if (relu) b = f32x4.pmax(b, zero);
        storeLeft(to + 16, b, left - 4);
      }
      if (relu) a = f32x4.pmax(a, zero);
      storeLeft(to, a, left);
      from += 64;
      to += 64;
    }
  }
}
