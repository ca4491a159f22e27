// Planes to one vector in the order height, width, channel (as Keras flattens), and back.

export function flatten(
  planes: usize,
  height: i32,
  width: i32,
  channels: i32,
  rowStride: i32,
  planeStride: i32,
  out: usize,
): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = planes + <usize>(y * rowStride + (x << 2));
      for (let c = 0; c < channels; c++) {
        store<f32>(out, load<f32>(from + c * planeStride));
        out += 4;
      }
    }
  }
}

export function unflatten(
  vector: usize,
  height: i32,
  width: i32,
  channels: i32,
  rowStride: i32,
  planeStride: i32,
  out: usize,
): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = out + <usize>(y * rowStride + (x << 2));
      for (let c = 0; c < channels; c++) {
        store<f32>(to + c * planeStride, load<f32>(vector));
        vector += 4;
      }
    }
  }
}
