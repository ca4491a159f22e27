// 3x3 convolutions by Winograd's minimal filtering in two dimensions, F(4x4, 3x3), four tiles in the lanes of a vector.
//
// Source: Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016; points 0, 1, -1, 2, -2 and
// infinity. A tile of 6x6 inputs becomes 36 values, once for all output channels; each is multiplied with one weight a
// channel, and the 36 sums combine into 4x4 outputs: 36 multiplications where the direct way has 144. Rows come here
// transformed down the columns already (`transformFour`).
//
// Lane j of a vector is tile j of four, so the columns of 16 pixels are taken apart once on the way in. They leave as
// they are: column 4j + r of the 16 lies at lane j of vector r, and `poolRows` puts them in order after the maxima over
// rows, when there is little left. The order of additions is fixed by the channel alone.
import { combineFour, madd } from './winograd';

/** Four vectors taken as a 4x4 matrix: lane i of result j is lane j of vector i. Written to `to`. */
@inline
function storeTransposed(to: usize, r0: v128, r1: v128, r2: v128, r3: v128): void {
  const t0 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5), t1 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
  const t2 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7), t3 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i32>(t0, t1, 0, 1, 4, 5), 0);
  v128.store(to, v128.shuffle<i32>(t0, t1, 2, 3, 6, 7), 16);
  v128.store(to, v128.shuffle<i32>(t2, t3, 0, 1, 4, 5), 32);
  v128.store(to, v128.shuffle<i32>(t2, t3, 2, 3, 6, 7), 48);
}

/** A row of whole groups of 16 from the order of the tiles to that of the columns; in place if `to` is `from`. */
export function untileRow(from: usize, groups: i32, to: usize): void {
  for (let g = 0; g < groups; g++) {
    storeTransposed(to, v128.load(from, 0), v128.load(from, 16), v128.load(from, 32), v128.load(from, 48));
    from += 64;
    to += 64;
  }
}

/**
 * to[phase][column phase][ci][group]: the second half of the transform, along the rows that `transformFour` wrote as
 * [phase][ci][x]. `groups` of 16 columns; reads two columns past them.
 */
export function transformColumns(
  rows: usize, rowStride: i32, channels: i32, groups: i32, to: usize, toStride: i32,
): void {
  const two = f32x4.splat(2), four = f32x4.splat(4), five = f32x4.splat(5);
  const next = toStride * channels;
  for (let phase = 0; phase < 6; phase++) {
    for (let ci = 0; ci < channels; ci++) {
      let from = rows;
      let t = to;
      for (let g = 0; g < groups; g++) {
        const r0 = v128.load(from, 0), r1 = v128.load(from, 16), r2 = v128.load(from, 32), r3 = v128.load(from, 48);
        const t0 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5), t1 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
        const t2 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7), t3 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
        const d0 = v128.shuffle<i32>(t0, t1, 0, 1, 4, 5), d1 = v128.shuffle<i32>(t0, t1, 2, 3, 6, 7);
        const d2 = v128.shuffle<i32>(t2, t3, 0, 1, 4, 5), d3 = v128.shuffle<i32>(t2, t3, 2, 3, 6, 7);
        // The fifth and sixth column of a tile are the first two of the tile to its right.
        const d4 = v128.shuffle<i32>(d0, v128.load32_splat(from, 64), 1, 2, 3, 4);
        const d5 = v128.shuffle<i32>(d1, v128.load32_splat(from, 68), 1, 2, 3, 4);
        let p = t;
        v128.store(p, f32x4.add(f32x4.sub(f32x4.mul(four, d0), f32x4.mul(five, d2)), d4));
        const a = f32x4.sub(d4, f32x4.mul(four, d2)), b = f32x4.sub(d3, f32x4.mul(four, d1));
        p += next;
        v128.store(p, f32x4.add(a, b));
        p += next;
        v128.store(p, f32x4.sub(a, b));
        const c = f32x4.sub(d4, d2), e = f32x4.mul(two, f32x4.sub(d3, d1));
        p += next;
        v128.store(p, f32x4.add(c, e));
        p += next;
        v128.store(p, f32x4.sub(c, e));
        p += next;
        v128.store(p, f32x4.add(f32x4.sub(f32x4.mul(four, d1), f32x4.mul(five, d3)), d5));
        from += 64;
        t += 16;
      }
      rows += rowStride;
      to += toStride;
    }
    to += 5 * next;
  }
}

/**
 * out[c][y] for four channels and four rows, the columns in the order of the tiles, from values that `transformColumns`
 * wrote. Weights are packed [36][ci][4]; `tile` is scratch of 4,608 bytes. Rows of `out` have room for whole groups of 16.
 * `paired`: writes two rows, each the maxima of two.
 */
export function winogradTiles(
  values: usize, stride: i32, channels: i32, weights: usize, bias: usize, tile: usize,
  out: usize, outRowStride: i32, outPlaneStride: i32, groups: i32, paired: i32,
): void {
  for (let left = groups; left > 0; left -= 2) {
    const end = tile + 4608;
    let w = weights;
    let from = values;
    if (left > 1) {
      for (let m = tile; m < end; m += 128) {
        let p = v128.load(from, 0), q = v128.load(from, 16);
        let s = v128.load32_splat(w, 0);
        let a0 = f32x4.mul(p, s), c0 = f32x4.mul(q, s);
        s = v128.load32_splat(w, 4);
        let a1 = f32x4.mul(p, s), c1 = f32x4.mul(q, s);
        s = v128.load32_splat(w, 8);
        let a2 = f32x4.mul(p, s), c2 = f32x4.mul(q, s);
        s = v128.load32_splat(w, 12);
        let a3 = f32x4.mul(p, s), c3 = f32x4.mul(q, s);
        w += 16;
        from += stride;
        for (let ci = 1; ci < channels; ci++) {
          p = v128.load(from, 0); q = v128.load(from, 16);
          s = v128.load32_splat(w, 0);
          a0 = madd(a0, p, s); c0 = madd(c0, q, s);
          s = v128.load32_splat(w, 4);
          a1 = madd(a1, p, s); c1 = madd(c1, q, s);
          s = v128.load32_splat(w, 8);
          a2 = madd(a2, p, s); c2 = madd(c2, q, s);
          s = v128.load32_splat(w, 12);
          a3 = madd(a3, p, s); c3 = madd(c3, q, s);
          w += 16;
          from += stride;
        }
        v128.store(m, a0, 0); v128.store(m, c0, 16);
        v128.store(m, a1, 32); v128.store(m, c1, 48);
        v128.store(m, a2, 64); v128.store(m, c2, 80);
        v128.store(m, a3, 96); v128.store(m, c3, 112);
      }
    } else {
      for (let m = tile; m < end; m += 128) {
        let p = v128.load(from);
        let a0 = f32x4.mul(p, v128.load32_splat(w, 0)), a1 = f32x4.mul(p, v128.load32_splat(w, 4));
        let a2 = f32x4.mul(p, v128.load32_splat(w, 8)), a3 = f32x4.mul(p, v128.load32_splat(w, 12));
        w += 16;
        from += stride;
        for (let ci = 1; ci < channels; ci++) {
          p = v128.load(from);
          a0 = madd(a0, p, v128.load32_splat(w, 0));
          a1 = madd(a1, p, v128.load32_splat(w, 4));
          a2 = madd(a2, p, v128.load32_splat(w, 8));
          a3 = madd(a3, p, v128.load32_splat(w, 12));
          w += 16;
          from += stride;
        }
        v128.store(m, a0, 0);
        v128.store(m, a1, 32);
        v128.store(m, a2, 64);
        v128.store(m, a3, 96);
      }
    }
    let plane = out;
    let m = tile;
    for (let c = 0; c < 4; c++) {
      const b = bias + (c << 2);
      combineTile(m, plane, outRowStride, b, paired);
      if (left > 1) combineTile(m + 16, plane + 64, outRowStride, b, paired);
      m += 32;
      plane += outPlaneStride;
    }
    values += 32;
    out += 128;
  }
}

// 36 sums, 128 bytes apart, to 4x4 outputs of four tiles: down the columns in place, then along each row.
function combineTile(m: usize, to: usize, stride: i32, bias: usize, paired: i32): void {
  const zero = f32x4.splat(0);
  const end = m + 768;
  for (let h = m; h < end; h += 128) combineFour(h, 768, h, 768, zero);
  const b = v128.load32_splat(bias);
  if (!paired) {
    for (let r = 0; r < 4; r++) {
      combineFour(m, 128, to, 16, b);
      m += 768;
      to += stride;
    }
    return;
  }
  for (let r = 0; r < 2; r++) {
    combineMaxima(m, to, b);
    m += 1536;
    to += stride;
  }
}

// Two rows of `combineFour` at once, of which the larger values are written.
@inline
function combineMaxima(m: usize, to: usize, b: v128): void {
  let m1 = v128.load(m, 128), m2 = v128.load(m, 256), m3 = v128.load(m, 384), m4 = v128.load(m, 512);
  let s = f32x4.add(f32x4.add(m1, m2), b), d = f32x4.add(f32x4.sub(m1, m2), b);
  let t = f32x4.add(m3, m4), e = f32x4.sub(m3, m4);
  let t2 = f32x4.add(t, t), e2 = f32x4.add(e, e), e4 = f32x4.add(e2, e2);
  const y0 = f32x4.add(f32x4.add(v128.load(m), s), t), y1 = f32x4.add(d, e2);
  const y2 = f32x4.add(s, f32x4.add(t2, t2)), y3 = f32x4.add(f32x4.add(d, f32x4.add(e4, e4)), v128.load(m, 640));
  m1 = v128.load(m, 896); m2 = v128.load(m, 1024); m3 = v128.load(m, 1152); m4 = v128.load(m, 1280);
  s = f32x4.add(f32x4.add(m1, m2), b); d = f32x4.add(f32x4.sub(m1, m2), b);
  t = f32x4.add(m3, m4); e = f32x4.sub(m3, m4);
  t2 = f32x4.add(t, t); e2 = f32x4.add(e, e); e4 = f32x4.add(e2, e2);
  v128.store(to, f32x4.pmax(y0, f32x4.add(f32x4.add(v128.load(m, 768), s), t)), 0);
  v128.store(to, f32x4.pmax(y1, f32x4.add(d, e2)), 16);
  v128.store(to, f32x4.pmax(y2, f32x4.add(s, f32x4.add(t2, t2))), 32);
  v128.store(to, f32x4.pmax(y3, f32x4.add(f32x4.add(d, f32x4.add(e4, e4)), v128.load(m, 1408))), 48);
}
