// Phase planes: with strides (sy, sx), phase (a, b) of a plane is its pixels (y * sy + a, x * sx + b). A window that moves by
// the stride in the plane moves by one in each phase, so that kernels read neighbouring floats.

// Four values, `step` bytes apart.
@inline
function gather(from: usize, step: usize): v128 {
  let lanes = v128.load32_zero(from);
  lanes = v128.load_lane<u32>(from + step, lanes, 1);
  lanes = v128.load_lane<u32>(from + 2 * step, lanes, 2);
  return v128.load_lane<u32>(from + 3 * step, lanes, 3);
}

/** to[y][x] = from[y * rowStride + x * step], strides in bytes. */
export function splitPhase(
  from: usize, rowStride: i32, step: i32, to: usize, toRowStride: i32, rows: i32, width: i32,
): void {
  for (let y = 0; y < rows; y++) {
    let p = from + <usize>(y * rowStride);
    let q = to + <usize>(y * toRowStride);
    let left = width;
    if (step == 4) {
      for (; left >= 4; left -= 4) {
        v128.store(q, v128.load(p));
        p += 16;
        q += 16;
      }
    } else if (step == 8) {
      // Of the last four pairs the last value may lie past the row: only its first is read.
      for (; left >= 5; left -= 4) {
        v128.store(q, v128.shuffle<f32>(v128.load(p), v128.load(p, 16), 0, 2, 4, 6));
        p += 32;
        q += 16;
      }
    } else {
      for (; left >= 4; left -= 4) {
        v128.store(q, gather(p, step));
        p += step << 2;
        q += 16;
      }
    }
    for (; left > 0; left--) {
      store<f32>(q, load<f32>(p));
      p += step;
      q += 4;
    }
  }
}

/** The way back: to[y * toRowStride + x * step] = from[y][x]. */
export function joinPhase(
  from: usize, rowStride: i32, to: usize, toRowStride: i32, step: i32, rows: i32, width: i32,
): void {
  for (let y = 0; y < rows; y++) {
    let p = from + <usize>(y * rowStride);
    let q = to + <usize>(y * toRowStride);
    for (let x = 0; x < width; x++) {
      store<f32>(q, load<f32>(p));
      p += 4;
      q += step;
    }
  }
}
