// Max pooling of one pooled row of one channel, stride = size. Ties go to the first position in row-major order.
import { untileRow } from './winogradTiles';

// Four values, `step` floats apart.
@inline
function gather(from: usize, step: usize): v128 {
  let lanes = v128.load32_zero(from);
  lanes = v128.load_lane<u32>(from + step, lanes, 1);
  lanes = v128.load_lane<u32>(from + 2 * step, lanes, 2);
  return v128.load_lane<u32>(from + 3 * step, lanes, 3);
}

// Maxima of neighbours: halves a row of `count` values, in place if `to` is `from`. Shuffles cost less than gathering.
function reducePairs(from: usize, count: i32, to: usize): void {
  for (let x = 0; x < count; x += 8) {
    const a = v128.load(from, 0), b = v128.load(from, 16);
    v128.store(to, f32x4.pmax(v128.shuffle<f32>(a, b, 0, 2, 4, 6), v128.shuffle<f32>(a, b, 1, 3, 5, 7)));
    from += 32;
    to += 16;
  }
}

// The same with the position of each maximum; those of the right neighbour are `apart` further on.
function reducePairsArgmax(values: usize, positions: usize, count: i32, apart: i32): void {
  const further = i32x4.splat(apart);
  let to = values;
  let positionsTo = positions;
  for (let x = 0; x < count; x += 8) {
    const a = v128.load(values, 0), b = v128.load(values, 16);
    const p = v128.load(positions, 0), q = v128.load(positions, 16);
    const even = v128.shuffle<f32>(a, b, 0, 2, 4, 6), odd = v128.shuffle<f32>(a, b, 1, 3, 5, 7);
    const evenAt = v128.shuffle<f32>(p, q, 0, 2, 4, 6);
    const oddAt = i32x4.add(v128.shuffle<f32>(p, q, 1, 3, 5, 7), further);
    const better = v128.or(f32x4.gt(odd, even), v128.and(f32x4.eq(odd, even), i32x4.lt_s(oddAt, evenAt)));
    v128.store(to, f32x4.pmax(even, odd));
    v128.store(positionsTo, v128.bitselect(oddAt, evenAt, better));
    values += 32;
    positions += 32;
    to += 16;
    positionsTo += 16;
  }
}

/** The marker of a cell through which no gradient flows: its maximum was cut off by the relu. */
@inline
const DEAD: i32 = 255;

// columns[x] = maximum over the rows. The common heights are written out: a loop of two or three costs more than its work.
function maximaOfRows(rows: usize, rowStride: i32, height: i32, used: i32, columns: usize): void {
  const end = rows + (used << 2);
  if (height == 2) {
    for (; rows < end; rows += 16, columns += 16) {
      v128.store(columns, f32x4.pmax(v128.load(rows), v128.load(rows + rowStride)));
    }
  } else if (height == 3) {
    for (; rows < end; rows += 16, columns += 16) {
      const m = f32x4.pmax(v128.load(rows), v128.load(rows + rowStride));
      v128.store(columns, f32x4.pmax(m, v128.load(rows + 2 * rowStride)));
    }
  } else {
    for (; rows < end; rows += 16, columns += 16) {
      let p = rows;
      let m = v128.load(p);
      for (let r = 1; r < height; r++) {
        p += rowStride;
        m = f32x4.pmax(m, v128.load(p));
      }
      v128.store(columns, m);
    }
  }
}

/**
 * out[px] = max over poolHeight rows and poolWidth columns, then relu if asked. `columns` is scratch for one row of
 * maxima; it and `out` need room for whole vectors past their width. `tiled`: the columns of the rows are in the order
 * that `winogradTiles` leaves, and `columns` needs room for whole groups of 16.
 */
export function poolRows(
  rows: usize, rowStride: i32, poolHeight: i32, poolWidth: i32, cells: i32, relu: i32, columns: usize, out: usize,
  tiled: i32,
): void {
  const used = tiled ? (cells * poolWidth + 15) & ~15 : cells * poolWidth;
  let from = rows;
  if (poolHeight > 1) {
    maximaOfRows(rows, rowStride, poolHeight, used, columns);
    from = columns;
  }
  if (tiled) {
    untileRow(from, used >> 4, columns);
    from = columns;
  }
  let wide = poolWidth;
  for (let count = used; !(wide & 1); count >>= 1, wide >>= 1) {
    reducePairs(from, count, columns);
    from = columns;
  }
  const zero = f32x4.splat(0);
  const step = <usize>(wide << 2);
  for (let px = 0; px < cells; px += 4) {
    const cell = from + px * step;
    let m: v128;
    if (wide == 1) {
      m = v128.load(cell);
    } else {
      m = gather(cell, step);
      for (let k = 1; k < wide; k++) m = f32x4.pmax(m, gather(cell + (k << 2), step));
    }
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
  out: usize, argmax: usize, tiled: i32,
): void {
  const used = tiled ? (cells * poolWidth + 15) & ~15 : cells * poolWidth;
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
  if (tiled) {
    untileRow(columns, used >> 4, columns);
    untileRow(where, used >> 4, where);
  }
  let wide = poolWidth;
  let apart = 1;
  for (let count = used; !(wide & 1); count >>= 1, wide >>= 1, apart <<= 1) {
    reducePairsArgmax(columns, where, count, apart);
  }
  const zero = f32x4.splat(0);
  const step = <usize>(wide << 2);
  for (let px = 0; px < cells; px += 4) {
    const cell = px * step;
    let m: v128, position: v128;
    if (wide == 1) {
      m = v128.load(columns + cell);
      position = v128.load(where + cell);
    } else {
      m = gather(columns + cell, step);
      position = gather(where + cell, step);
    }
    for (let k = 1; k < wide; k++) {
      const v = gather(columns + cell + (k << 2), step);
      const at = i32x4.add(gather(where + cell + (k << 2), step), i32x4.splat(k * apart));
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
