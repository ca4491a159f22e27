// Dropout over rows in place: which values stay is a function of (key, sample, epoch, index), 16 random bits a value.
import { highBits, lowBits, philoxRound10 } from './philox';

/**
 * values[r][x] = kept ? value * scale : 0, and mask[r * width + x] = kept ? 1 : 0. A value is dropped where its 16
 * random bits are below `threshold` (rate * 65536). `planes` planes of `rows` rows.
 */
export function dropout(
  values: usize,
  planes: i32,
  rows: i32,
  width: i32,
  rowStride: i32,
  planeStride: i32,
  threshold: u32,
  scale: f32,
  mask: usize,
  sample: u32,
  epoch: u32,
  seedHigh: u32,
  k0: u32,
  k1: u32,
): void {
  let index: u32 = 0;
  let low: u64 = 0,
    high: u64 = 0;
  for (let c = 0; c < planes; c++) {
    for (let y = 0; y < rows; y++) {
      const row = values + <usize>(c * planeStride + y * rowStride);
      for (let x = 0; x < width; x++) {
        const lane = index & 7;
        if (lane == 0) {
          philoxRound10(index >> 3, sample, epoch, seedHigh, k0, k1);
          low = lowBits();
          high = highBits();
        } else if (lane == 4) {
          low = high;
        }
        const keep = <u32>(low & 0xffff) >= threshold;
        low >>= 16;
        const at = row + (x << 2);
        store<f32>(at, select<f32>(load<f32>(at) * scale, 0, keep));
        store<u8>(mask + index, <u8>keep);
        index++;
      }
    }
  }
}

/** The backward pass: gradient[r][x] *= mask * scale. */
export function applyMask(
  gradient: usize,
  planes: i32,
  rows: i32,
  width: i32,
  rowStride: i32,
  planeStride: i32,
  scale: f32,
  mask: usize,
): void {
  for (let c = 0; c < planes; c++) {
    for (let y = 0; y < rows; y++) {
      const row = gradient + <usize>(c * planeStride + y * rowStride);
      for (let x = 0; x < width; x++) {
        const at = row + (x << 2);
        store<f32>(at, load<u8>(mask++) ? load<f32>(at) * scale : 0);
      }
    }
  }
}
