// One number a channel: mean and maximum of a whole plane, and their backward passes.

/** The sum of a plane divided by how many values it has; lanes along x, added in order at the end. */
export function planeMean(plane: usize, rowStride: i32, rows: i32, width: i32): f32 {
  let sum = f32x4.splat(0);
  let rest: f32 = 0;
  for (let y = 0; y < rows; y++) {
    const row = plane + <usize>(y * rowStride);
    let x = 0;
    for (; x + 4 <= width; x += 4) sum = f32x4.add(sum, v128.load(row + (x << 2)));
    for (; x < width; x++) rest += load<f32>(row + (x << 2));
  }
  const lanes = f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
  return (lanes + rest) / <f32>(rows * width);
}

/** Sets every value of a plane. */
export function fillPlane(plane: usize, rowStride: i32, rows: i32, width: i32, value: f32): void {
  const four = f32x4.splat(value);
  for (let y = 0; y < rows; y++) {
    const row = plane + <usize>(y * rowStride);
    let x = 0;
    for (; x + 4 <= width; x += 4) v128.store(row + (x << 2), four);
    for (; x < width; x++) store<f32>(row + (x << 2), value);
  }
}

/** The byte offset from `plane` of its maximum, the first in row-major order. */
export function planeArgmax(plane: usize, rowStride: i32, rows: i32, width: i32): i32 {
  let at = 0;
  let top = load<f32>(plane);
  for (let y = 0; y < rows; y++) {
    const row = plane + <usize>(y * rowStride);
    let x = 0;
    for (; x + 4 <= width; x += 4) {
      const v = v128.load(row + (x << 2));
      // Most vectors hold nothing better.
      if (!v128.any_true(f32x4.gt(v, f32x4.splat(top)))) continue;
      for (let k = x; k < x + 4; k++) {
        const value = load<f32>(row + (k << 2));
        if (value > top) {
          top = value;
          at = y * rowStride + (k << 2);
        }
      }
    }
    for (; x < width; x++) {
      const value = load<f32>(row + (x << 2));
      if (value > top) {
        top = value;
        at = y * rowStride + (x << 2);
      }
    }
  }
  return at;
}
