// Convolution rows, stride 1: four output channels by eight pixels in registers, taps in the order channel, row, column.
//
// Weights are packed [channel group of 4][ci][ky][kx][4], so a tap's four weights lie side by side and are splat-loaded.
// The order of additions for one output is fixed by the taps alone, so every width of the block gives the same bits.

@inline
function madd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

/**
 * out[c][y][x] = bias[c] + sum of in[ci][y + ky][x + kx] * weight, for four channels and `rows` rows.
 * `input` is the address of the tap (0, 0) of the first output pixel; strides are in bytes. Writes whole vectors:
 * rows of `out` must have room for the width rounded up to 8.
 */
export function convolveRows(
  input: usize, rowStride: i32, planeStride: i32, channels: i32, kernelHeight: i32, kernelWidth: i32,
  weights: usize, bias: usize, out: usize, outRowStride: i32, outPlaneStride: i32, rows: i32, width: i32,
): void {
  for (let y = 0; y < rows; y++) {
    let to = out + <usize>(y * outRowStride);
    let from = input + <usize>(y * rowStride);
    let left = width;
    while (left > 4) {
      // Loaded again for each block: held across the loop they would cost four of the sixteen registers.
      let a0 = v128.load32_splat(bias, 0), a1 = v128.load32_splat(bias, 4);
      let a2 = v128.load32_splat(bias, 8), a3 = v128.load32_splat(bias, 12);
      let c0 = a0, c1 = a1, c2 = a2, c3 = a3;
      let w = weights;
      let plane = from;
      for (let ci = 0; ci < channels; ci++) {
        let row = plane;
        for (let ky = 0; ky < kernelHeight; ky++) {
          let tap = row;
          for (let kx = 0; kx < kernelWidth; kx++) {
            const p = v128.load(tap, 0), q = v128.load(tap, 16);
            let s = v128.load32_splat(w, 0);
            a0 = madd(a0, p, s); c0 = madd(c0, q, s);
            s = v128.load32_splat(w, 4);
            a1 = madd(a1, p, s); c1 = madd(c1, q, s);
            s = v128.load32_splat(w, 8);
            a2 = madd(a2, p, s); c2 = madd(c2, q, s);
            s = v128.load32_splat(w, 12);
            a3 = madd(a3, p, s); c3 = madd(c3, q, s);
            w += 16;
            tap += 4;
          }
          row += rowStride;
        }
        plane += planeStride;
      }
      v128.store(to, a0, 0); v128.store(to, c0, 16);
      v128.store(to + outPlaneStride, a1, 0); v128.store(to + outPlaneStride, c1, 16);
      v128.store(to + 2 * outPlaneStride, a2, 0); v128.store(to + 2 * outPlaneStride, c2, 16);
      v128.store(to + 3 * outPlaneStride, a3, 0); v128.store(to + 3 * outPlaneStride, c3, 16);
      to += 32; from += 32; left -= 8;
    }
    if (left > 0) {
      let a0 = v128.load32_splat(bias, 0), a1 = v128.load32_splat(bias, 4);
      let a2 = v128.load32_splat(bias, 8), a3 = v128.load32_splat(bias, 12);
      let w = weights;
      let plane = from;
      for (let ci = 0; ci < channels; ci++) {
        let row = plane;
        for (let ky = 0; ky < kernelHeight; ky++) {
          let tap = row;
          for (let kx = 0; kx < kernelWidth; kx++) {
            const p = v128.load(tap, 0);
            a0 = madd(a0, p, v128.load32_splat(w, 0));
            a1 = madd(a1, p, v128.load32_splat(w, 4));
            a2 = madd(a2, p, v128.load32_splat(w, 8));
            a3 = madd(a3, p, v128.load32_splat(w, 12));
            w += 16;
            tap += 4;
          }
          row += rowStride;
        }
        plane += planeStride;
      }
      v128.store(to, a0);
      v128.store(to + outPlaneStride, a1);
      v128.store(to + 2 * outPlaneStride, a2);
      v128.store(to + 3 * outPlaneStride, a3);
    }
  }
}
