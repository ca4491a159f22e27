// Fills a rectangle with uniform noise, 16 random bits a value.
import { highBits, lowBits, philoxRound10 } from './philox';

/** values = low + span * u, u from 0 to 1, counted from `index` on through rows, then channels. */
export function noisePlanes(
  planes: usize, channels: i32, rows: i32, width: i32, rowStride: i32, planeStride: i32,
  low: f32, span: f32, index: u32, sample: u32, epoch: u32, seedHigh: u32, k0: u32, k1: u32,
): void {
  const unit = span / 65535;
  let count: u32 = 0;
  let bits: u64 = 0;
  let next: u64 = 0;
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < rows; y++) {
      const row = planes + <usize>(c * planeStride + y * rowStride);
      for (let x = 0; x < width; x++) {
        const lane = count & 7;
        if (lane == 0) {
          philoxRound10(index + (count >> 3), sample, epoch, seedHigh, k0, k1);
          bits = lowBits();
          next = highBits();
        } else if (lane == 4) {
          bits = next;
        }
        store<f32>(row + (x << 2), low + unit * <f32>(<u32>bits & 0xffff));
        bits >>= 16;
        count++;
      }
    }
  }
}
