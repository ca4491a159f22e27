// Dropout over rows in place: which values stay is a function of (key, sample, epoch, index), 16 random bits a value.
import { philoxFour } from './philox';

// One byte a value, all bits set where it stays: its 16 random bits are not below `threshold`.
function drawMask(
  mask: usize, count: i32, threshold: u32, sample: u32, epoch: u32, seedHigh: u32, k0: u32, k1: u32,
): void {
  if (threshold > 0xffff) {
    memory.fill(mask, 0, count);
    return;
  }
  const least = i16x8.splat(<i16>threshold);
  // Four blocks of random bits are 32 values; the mask itself is long enough to hold them on their way.
  for (let block: u32 = 0; <i32>(block << 3) < count; block += 4) {
    philoxFour(mask, block, sample, epoch, seedHigh, k0, k1);
    const m0 = i16x8.ge_u(v128.load(mask, 0), least), m1 = i16x8.ge_u(v128.load(mask, 16), least);
    const m2 = i16x8.ge_u(v128.load(mask, 32), least), m3 = i16x8.ge_u(v128.load(mask, 48), least);
    v128.store(mask, i8x16.narrow_i16x8_s(m0, m1), 0);
    v128.store(mask, i8x16.narrow_i16x8_s(m2, m3), 16);
    mask += 32;
  }
}

/**
 * values[r][x] = kept ? value * scale : 0, and mask[r * width + x] = kept ? 255 : 0. A value is dropped where its 16
 * random bits are below `threshold` (rate * 65536). `planes` planes of `rows` rows. The mask needs 96 bytes more than
 * there are values.
 */
export function dropout(
  values: usize, planes: i32, rows: i32, width: i32, rowStride: i32, planeStride: i32, threshold: u32, scale: f32,
  mask: usize, sample: u32, epoch: u32, seedHigh: u32, k0: u32, k1: u32,
): void {
  drawMask(mask, planes * rows * width, threshold, sample, epoch, seedHigh, k0, k1);
  applyMask(values, planes, rows, width, rowStride, planeStride, scale, mask);
}

/** values[r][x] = mask ? value * scale : 0; the backward pass does the same to gradients. */
export function applyMask(
  values: usize, planes: i32, rows: i32, width: i32, rowStride: i32, planeStride: i32, scale: f32, mask: usize,
): void {
  const scales = f32x4.splat(scale);
  const whole = width & ~3;
  for (let c = 0; c < planes; c++) {
    for (let y = 0; y < rows; y++) {
      let at = values + <usize>(c * planeStride + y * rowStride);
      const end = at + (whole << 2);
      for (; at < end; at += 16) {
        const kept = i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(v128.load32_zero(mask)));
        v128.store(at, v128.and(f32x4.mul(v128.load(at), scales), kept));
        mask += 4;
      }
      for (let x = whole; x < width; x++) {
        store<f32>(at, load<u8>(mask++) ? load<f32>(at) * scale : 0);
        at += 4;
      }
    }
  }
}
