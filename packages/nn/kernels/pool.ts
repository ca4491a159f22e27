// Max pooling of one pooled row of one channel, stride = size. Ties go to the first position in row-major order.

// Four values, `step` floats apart.
@inline
function gather(from: usize, step: usize): v128 {
  let lanes = v128.load32_zero(from);
  lanes = v128.load_lane<u32>(from + step, lanes, 1);
  lanes = v128.load_lane<u32>(from + 2 * step, lanes, 2);
  return v128.load_lane<u32>(from + 3 * step, lanes, 3);
}

/** The marker of a cell through which no gradient flows: its maximum was cut off by the relu. */
@inline
const DEAD: i32 = 255;

/**
 * out[px] = max over poolHeight rows and poolWidth columns, then relu if asked. `columns` is scratch for one row of
 * maxima; it and `out` need room for whole vectors past their width.
 */
export function poolRows(
  rows: usize, rowStride: i32, poolHeight: i32, poolWidth: i32, cells: i32, relu: i32, columns: usize, out: usize,
): void {
  const used = cells * poolWidth;
  let from = rows;
  if (poolHeight > 1) {
    for (let x = 0; x < used; x += 4) {
      let p = rows + (x << 2);
      let m = v128.load(p);
      for (let r = 1; r < poolHeight; r++) {
        p += rowStride;
        m = f32x4.pmax(m, v128.load(p));
      }
      v128.store(columns + (x << 2), m);
    }
    from = columns;
  }
  const zero = f32x4.splat(0);
  const step = <usize>(poolWidth << 2);
  for (let px = 0; px < cells; px += 4) {
    const cell = from + px * step;
    let m = gather(cell, step);
    for (let k = 1; k < poolWidth; k++) m = f32x4.pmax(m, gather(cell + (k << 2), step));
    if (relu) m = f32x4.pmax(m, zero);
    storeCells(out + (px << 2), m, cells - px);
  }
}

@inline
function storeCells(to: usize, values: v128, left: i32): void {
  if (left >= 4) {
    v128.store(to, values);
  } else {
    store<f32>(to, f32x4.extract_lane(values, 0));
    if (left > 1) store<f32>(to + 4, f32x4.extract_lane(values, 1));
    if (left > 2) store<f32>(to + 8, f32x4.extract_lane(values, 2));
  }
}

/**
 * The same, and argmax[px] = row * poolWidth + column of the maximum as a byte, 255 where the relu cut it off.
 * `columns` needs room for two rows: maxima and the row each was found in.
 */
export function poolRowsArgmax(
  rows: usize, rowStride: i32, poolHeight: i32, poolWidth: i32, cells: i32, relu: i32, columns: usize, where: usize,
  out: usize, argmax: usize,
): void {
  const used = cells * poolWidth;
  for (let x = 0; x < used; x += 4) {
    let p = rows + (x << 2);
    let m = v128.load(p);
    let found = i32x4.splat(0);
    for (let r = 1; r < poolHeight; r++) {
      p += rowStride;
      const v = v128.load(p);
      found = i32x4.max_s(found, v128.and(f32x4.gt(v, m), i32x4.splat(r)));
      m = f32x4.pmax(m, v);
    }
    v128.store(columns + (x << 2), m);
    // The position counts row-major, so that the smaller of two equal maxima is the first.
    v128.store(where + (x << 2), i32x4.mul(found, i32x4.splat(poolWidth)));
  }
  const zero = f32x4.splat(0);
  const step = <usize>(poolWidth << 2);
  for (let px = 0; px < cells; px += 4) {
    let m = gather(columns + px * step, step);
    let position = gather(where + px * step, step);
    for (let k = 1; k < poolWidth; k++) {
      const v = gather(columns + px * step + (k << 2), step);
      const at = i32x4.add(gather(where + px * step + (k << 2), step), i32x4.splat(k));
      const better = v128.or(f32x4.gt(v, m), v128.and(f32x4.eq(v, m), i32x4.lt_s(at, position)));
      position = v128.bitselect(at, position, better);
      m = f32x4.pmax(m, v);
    }
    if (relu) {
      position = v128.or(position, v128.and(f32x4.le(m, zero), i32x4.splat(DEAD)));
      m = f32x4.pmax(m, zero);
    }
    const left = cells - px;
    storeCells(out + (px << 2), m, left);
    store<u8>(argmax + px, <u8>i32x4.extract_lane(position, 0));
    if (left > 1) store<u8>(argmax + px + 1, <u8>i32x4.extract_lane(position, 1));
    if (left > 2) store<u8>(argmax + px + 2, <u8>i32x4.extract_lane(position, 2));
    if (left > 3) store<u8>(argmax + px + 3, <u8>i32x4.extract_lane(position, 3));
  }
}
