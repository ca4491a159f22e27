// Gradient with respect to a convolution's input: each active position adds its weights' stencil to the planes below.

/**
 * out[ci][y + ky][x + kx] += gradient * weights[ci][ky][kx] over the list, for one output channel. Kernel rows are
 * padded with zero weights to whole vectors, so lanes past the kernel add nothing.
 */
export function inputGradient(
  list: usize,
  count: i32,
  weights: usize,
  channels: i32,
  kernelHeight: i32,
  kernelVectors: i32,
  out: usize,
  rowStride: i32,
  planeStride: i32,
): void {
  const end = list + (count << 3);
  if (kernelHeight == 3 && kernelVectors == 1) {
    for (let p = list; p < end; p += 8) {
      let plane = out + load<i32>(p);
      const g = v128.load32_splat(p, 4);
      let w = weights;
      for (let ci = 0; ci < channels; ci++) {
        const row1 = plane + rowStride;
        const row2 = row1 + rowStride;
        v128.store(plane, f32x4.add(v128.load(plane), f32x4.mul(g, v128.load(w, 0))));
        v128.store(row1, f32x4.add(v128.load(row1), f32x4.mul(g, v128.load(w, 16))));
        v128.store(row2, f32x4.add(v128.load(row2), f32x4.mul(g, v128.load(w, 32))));
        w += 48;
        plane += planeStride;
      }
    }
    return;
  }
  for (let p = list; p < end; p += 8) {
    let plane = out + load<i32>(p);
    const g = v128.load32_splat(p, 4);
    let w = weights;
    for (let ci = 0; ci < channels; ci++) {
      let row = plane;
      for (let ky = 0; ky < kernelHeight; ky++) {
        for (let k = 0; k < kernelVectors; k++) {
          const to = row + (k << 4);
          v128.store(to, f32x4.add(v128.load(to), f32x4.mul(g, v128.load(w))));
          w += 16;
        }
        row += rowStride;
      }
      plane += planeStride;
    }
  }
}
