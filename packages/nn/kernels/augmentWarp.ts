// Moves the pixels of planes by an affine map: rotation, zoom, translation. Each output pixel looks up where it comes from.
import { inside } from './augmentOutside';

// The first and the last-plus-one x for which low <= a * x + c <= high.
@lazy let first: i32 = 0, last: i32 = 0;

function narrow(a: f64, c: f64, low: f64, high: f64): void {
  if (Math.abs(a) < 1e-12) {
    if (c < low || c > high) last = first;
    return;
  }
  const one = (low - c) / a;
  const two = (high - c) / a;
  const from = Math.ceil(Math.min(one, two));
  const to = Math.floor(Math.max(one, two)) + 1;
  if (from > <f64>first) first = from < <f64>last ? <i32>from : last;
  if (to < <f64>last) last = to > <f64>first ? <i32>to : first;
}

@inline
function tap(plane: usize, x: i32, y: i32, rowStride: i32, fill: f32): f32 {
  return (x | y) < 0 ? fill : load<f32>(plane + <usize>(y * rowStride + (x << 2)));
}

// One pixel with all its neighbours looked up by the fill mode.
function bilinear(
  from: usize, to: usize, channels: i32, height: i32, width: i32, rowStride: i32, planeStride: i32,
  x: f32, y: f32, mode: i32, fill: f32,
): void {
  const floorX = Mathf.floor(x);
  const floorY = Mathf.floor(y);
  const shareX = x - floorX;
  const shareY = y - floorY;
  const left = inside(<i32>floorX, width, mode);
  const right = inside(<i32>floorX + 1, width, mode);
  const top = inside(<i32>floorY, height, mode);
  const bottom = inside(<i32>floorY + 1, height, mode);
  for (let c = 0; c < channels; c++) {
    const a = tap(from, left, top, rowStride, fill);
    const b = tap(from, right, top, rowStride, fill);
    const d = tap(from, left, bottom, rowStride, fill);
    const e = tap(from, right, bottom, rowStride, fill);
    const upper = a + (b - a) * shareX;
    const lower = d + (e - d) * shareX;
    store<f32>(to, upper + (lower - upper) * shareY);
    from += planeStride;
    to += planeStride;
  }
}

/**
 * out(x, y) = in(a0 x + a1 y + a2, b0 x + b1 y + b2) between four pixels, in planes of one layout. Where all four lie inside,
 * four output pixels are computed at once; the others look their neighbours up by `mode`.
 */
export function warpBilinear(
  from: usize, to: usize, channels: i32, height: i32, width: i32, rowStride: i32, planeStride: i32,
  a0: f64, a1: f64, a2: f64, b0: f64, b1: f64, b2: f64, mode: i32, fill: f32,
): void {
  const stepX = <f32>a0;
  const stepY = <f32>b0;
  const rowBytes = i32x4.splat(rowStride);
  const lanes = f32x4(0, 1, 2, 3);
  for (let y = 0; y < height; y++) {
    const cornerX = a1 * <f64>y + a2;
    const cornerY = b1 * <f64>y + b2;
    const originX = <f32>cornerX;
    const originY = <f32>cornerY;
    const row = to + <usize>(y * rowStride);
    // A hundredth of a pixel is far more than float32 loses.
    first = 0;
    last = width;
    narrow(a0, cornerX, 0.01, <f64>width - 1.01);
    narrow(b0, cornerY, 0.01, <f64>height - 1.01);
    const begin = first;
    const end = last;
    let x = 0;
    for (; x < begin; x++) {
      bilinear(
        from, row + (x << 2), channels, height, width, rowStride, planeStride,
        stepX * <f32>x + originX, stepY * <f32>x + originY, mode, fill,
      );
    }
    for (; x + 4 <= end; x += 4) {
      const at = f32x4.add(f32x4.splat(<f32>x), lanes);
      const inX = f32x4.add(f32x4.mul(f32x4.splat(stepX), at), f32x4.splat(originX));
      const inY = f32x4.add(f32x4.mul(f32x4.splat(stepY), at), f32x4.splat(originY));
      const floorX = f32x4.floor(inX);
      const floorY = f32x4.floor(inY);
      const shareX = f32x4.sub(inX, floorX);
      const shareY = f32x4.sub(inY, floorY);
      const offsets = i32x4.add(
        i32x4.mul(i32x4.trunc_sat_f32x4_s(floorY), rowBytes),
        i32x4.shl(i32x4.trunc_sat_f32x4_s(floorX), 2),
      );
      let p0 = from + i32x4.extract_lane(offsets, 0);
      let p1 = from + i32x4.extract_lane(offsets, 1);
      let p2 = from + i32x4.extract_lane(offsets, 2);
      let p3 = from + i32x4.extract_lane(offsets, 3);
      let out = row + (x << 2);
      for (let c = 0; c < channels; c++) {
        const upper01 = v128.load64_lane(p1, v128.load64_zero(p0), 1);
        const upper23 = v128.load64_lane(p3, v128.load64_zero(p2), 1);
        const lower01 = v128.load64_lane(p1 + rowStride, v128.load64_zero(p0 + rowStride), 1);
        const lower23 = v128.load64_lane(p3 + rowStride, v128.load64_zero(p2 + rowStride), 1);
        const a = v128.shuffle<f32>(upper01, upper23, 0, 2, 4, 6);
        const b = v128.shuffle<f32>(upper01, upper23, 1, 3, 5, 7);
        const d = v128.shuffle<f32>(lower01, lower23, 0, 2, 4, 6);
        const e = v128.shuffle<f32>(lower01, lower23, 1, 3, 5, 7);
        const upper = f32x4.add(a, f32x4.mul(f32x4.sub(b, a), shareX));
        const lower = f32x4.add(d, f32x4.mul(f32x4.sub(e, d), shareX));
        v128.store(out, f32x4.add(upper, f32x4.mul(f32x4.sub(lower, upper), shareY)));
        p0 += planeStride;
        p1 += planeStride;
        p2 += planeStride;
        p3 += planeStride;
        out += planeStride;
      }
    }
    for (; x < width; x++) {
      bilinear(
        from, row + (x << 2), channels, height, width, rowStride, planeStride,
        stepX * <f32>x + originX, stepY * <f32>x + originY, mode, fill,
      );
    }
  }
}

/** The same with the nearest pixel, halves rounded up. */
export function warpNearest(
  from: usize, to: usize, channels: i32, height: i32, width: i32, rowStride: i32, planeStride: i32,
  a0: f64, a1: f64, a2: f64, b0: f64, b1: f64, b2: f64, mode: i32, fill: f32,
): void {
  const stepX = <f32>a0;
  const stepY = <f32>b0;
  for (let y = 0; y < height; y++) {
    const originX = <f32>(a1 * <f64>y + a2 + 0.5);
    const originY = <f32>(b1 * <f64>y + b2 + 0.5);
    const row = to + <usize>(y * rowStride);
    for (let x = 0; x < width; x++) {
      const inX = inside(<i32>Mathf.floor(stepX * <f32>x + originX), width, mode);
      const inY = inside(<i32>Mathf.floor(stepY * <f32>x + originY), height, mode);
      let plane = from;
      let out = row + (x << 2);
      for (let c = 0; c < channels; c++) {
        store<f32>(out, tap(plane, inX, inY, rowStride, fill));
        plane += planeStride;
        out += planeStride;
      }
    }
  }
}

/** Copies a plane mirrored left to right (or as it is); a negative `toStride` turns it upside down. */
export function mirrorPlane(from: usize, to: usize, rows: i32, width: i32, fromStride: i32, toStride: i32, horizontal: i32): void {
  for (let y = 0; y < rows; y++) {
    if (horizontal) {
      let x = 0;
      for (; x + 4 <= width; x += 4) {
        const four = v128.load(from + (x << 2));
        v128.store(to + ((width - 4 - x) << 2), v128.shuffle<f32>(four, four, 3, 2, 1, 0));
      }
      for (; x < width; x++) store<f32>(to + ((width - 1 - x) << 2), load<f32>(from + (x << 2)));
    } else {
      memory.copy(to, from, width << 2);
    }
    from += fromStride;
    to += toStride;
  }
}
