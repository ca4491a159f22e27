// Gradient of one output channel's weights and bias, over the list of its active positions.
//
// A kernel row is one or more vectors of four columns; lanes past the kernel's width collect what nobody reads.

/**
 * sums[ci][ky][kx] += sum over the list of gradient * in[ci][y + ky][x + kx], rows of `kernelVectors` vectors;
 * bias += sum of gradients.
 */
export function weightGradient(
  list: usize, count: i32, input: usize, rowStride: i32, planeStride: i32, channels: i32, kernelHeight: i32,
  kernelVectors: i32, sums: usize, bias: usize,
): void {
  const end = list + (count << 3);
  let b: f32 = 0;
  for (let p = list; p < end; p += 8) b += load<f32>(p + 4);
  store<f32>(bias, load<f32>(bias) + b);
  let ci = 0;
  if (kernelHeight == 3 && kernelVectors == 1) {
    for (; ci + 3 <= channels; ci += 3) {
      threeByThree(list, end, input + ci * planeStride, rowStride, planeStride, sums + ci * 48);
    }
  }
  const rowBytes = <usize>(kernelVectors << 4);
  for (; ci < channels; ci++) {
    for (let k = 0; k < kernelVectors; k++) {
      const from = input + ci * planeStride + (k << 4);
      const to = sums + <usize>ci * kernelHeight * rowBytes + (k << 4);
      let ky = 0;
      for (; ky + 3 <= kernelHeight; ky += 3) threeRows(list, end, from + ky * rowStride, rowStride, to + ky * rowBytes, rowBytes);
      for (; ky < kernelHeight; ky++) oneRow(list, end, from + ky * rowStride, to + ky * rowBytes);
    }
  }
}

@inline
function addTo(to: usize, offset: usize, sum: v128): void {
  v128.store(to + offset, f32x4.add(v128.load(to + offset), sum));
}

// Three input channels by three rows: nine sums in registers.
function threeByThree(list: usize, end: usize, input: usize, rowStride: i32, planeStride: i32, sums: usize): void {
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0, a8 = a0;
  const plane1 = input + planeStride;
  const plane2 = plane1 + planeStride;
  for (let p = list; p < end; p += 8) {
    const at = load<i32>(p);
    const g = v128.load32_splat(p, 4);
    let row = input + at;
    a0 = f32x4.add(a0, f32x4.mul(g, v128.load(row)));
    row += rowStride;
    a1 = f32x4.add(a1, f32x4.mul(g, v128.load(row)));
    a2 = f32x4.add(a2, f32x4.mul(g, v128.load(row + rowStride)));
    row = plane1 + at;
    a3 = f32x4.add(a3, f32x4.mul(g, v128.load(row)));
    row += rowStride;
    a4 = f32x4.add(a4, f32x4.mul(g, v128.load(row)));
    a5 = f32x4.add(a5, f32x4.mul(g, v128.load(row + rowStride)));
    row = plane2 + at;
    a6 = f32x4.add(a6, f32x4.mul(g, v128.load(row)));
    row += rowStride;
    a7 = f32x4.add(a7, f32x4.mul(g, v128.load(row)));
    a8 = f32x4.add(a8, f32x4.mul(g, v128.load(row + rowStride)));
  }
  addTo(sums, 0, a0); addTo(sums, 16, a1); addTo(sums, 32, a2);
  addTo(sums, 48, a3); addTo(sums, 64, a4); addTo(sums, 80, a5);
  addTo(sums, 96, a6); addTo(sums, 112, a7); addTo(sums, 128, a8);
}

function threeRows(list: usize, end: usize, input: usize, rowStride: i32, sums: usize, rowBytes: usize): void {
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0;
  for (let p = list; p < end; p += 8) {
    const row = input + load<i32>(p);
    const g = v128.load32_splat(p, 4);
    a0 = f32x4.add(a0, f32x4.mul(g, v128.load(row)));
    a1 = f32x4.add(a1, f32x4.mul(g, v128.load(row + rowStride)));
    a2 = f32x4.add(a2, f32x4.mul(g, v128.load(row + 2 * rowStride)));
  }
  addTo(sums, 0, a0);
  addTo(sums, rowBytes, a1);
  addTo(sums, 2 * rowBytes, a2);
}

function oneRow(list: usize, end: usize, input: usize, sums: usize): void {
  let a0 = f32x4.splat(0);
  for (let p = list; p < end; p += 8) {
    a0 = f32x4.add(a0, f32x4.mul(v128.load32_splat(p, 4), v128.load(input + load<i32>(p))));
  }
  addTo(sums, 0, a0);
}
