// Resizing in whole numbers, four to sixteen bytes at a time: the two passes of src/dataset/resample.ts with the same sums.
//
// A place of the output is the sum of `counts` bytes from `starts` on, each times its weight of 22 bits, plus one half. Sums
// stay below 2^31, and narrowing saturates at 0 and 255 as Pillow's clip8 does.

const BITS: i32 = 22;
const HALF: i32 = 1 << (BITS - 1);

// @ts-ignore: decorator
@inline
function fourBytes(at: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(at)));
}

// @ts-ignore: decorator
@inline
function narrowed(a: v128, b: v128, c: v128, d: v128): v128 {
  const low = i16x8.narrow_i32x4_s(i32x4.shr_s(a, BITS), i32x4.shr_s(b, BITS));
  const high = i16x8.narrow_i32x4_s(i32x4.shr_s(c, BITS), i32x4.shr_s(d, BITS));
  return i8x16.narrow_i16x8_u(low, high);
}

/**
 * Along each row. A pixel is three bytes and is read and written as four: the fourth lane is written over by the next pixel,
 * and both buffers have a byte to spare at their ends.
 */
export function resizeRows(
  source: usize,
  stride: usize,
  height: i32,
  output: usize,
  width: i32,
  starts: usize,
  counts: usize,
  weights: usize,
  size: i32,
): void {
  const half = i32x4.splat(HALF);
  let to = output;
  for (let y = 0; y < height; y++) {
    const row = source + <usize>y * stride;
    for (let place = 0; place < width; place++) {
      const index = <usize>place << 2;
      let from = row + <usize>load<i32>(starts + index) * 3;
      let weight = weights + ((<usize>place * <usize>size) << 2);
      const end = weight + (<usize>load<i32>(counts + index) << 2);
      let sum = half;
      for (; weight < end; weight += 4, from += 3) sum = i32x4.add(sum, i32x4.mul(fourBytes(from), v128.load32_splat(weight)));
      v128.store32_lane(to, narrowed(sum, sum, sum, sum), 0);
      to += 3;
    }
  }
}

/** Down the columns: rows of `length` bytes, 16 or more; the last sixteen are done again where they do not divide it. */
export function resizeColumns(
  source: usize,
  stride: usize,
  length: i32,
  output: usize,
  height: i32,
  starts: usize,
  counts: usize,
  weights: usize,
  size: i32,
): void {
  const half = i32x4.splat(HALF);
  for (let place = 0; place < height; place++) {
    const index = <usize>place << 2;
    const first = source + <usize>load<i32>(starts + index) * stride;
    const weight = weights + ((<usize>place * <usize>size) << 2);
    const end = weight + (<usize>load<i32>(counts + index) << 2);
    const to = output + <usize>place * <usize>length;
    for (let x = 0; x < length; x += 16) {
      const at = <usize>min(x, length - 16);
      let a = half;
      let b = half;
      let c = half;
      let d = half;
      let from = first + at;
      for (let tap = weight; tap < end; tap += 4, from += stride) {
        const share = v128.load32_splat(tap);
        const bytes = v128.load(from);
        const low = i16x8.extend_low_i8x16_u(bytes);
        const high = i16x8.extend_high_i8x16_u(bytes);
        a = i32x4.add(a, i32x4.mul(i32x4.extend_low_i16x8_u(low), share));
        b = i32x4.add(b, i32x4.mul(i32x4.extend_high_i16x8_u(low), share));
        c = i32x4.add(c, i32x4.mul(i32x4.extend_low_i16x8_u(high), share));
        d = i32x4.add(d, i32x4.mul(i32x4.extend_high_i16x8_u(high), share));
      }
      v128.store(to + at, narrowed(a, b, c, d));
    }
  }
}
