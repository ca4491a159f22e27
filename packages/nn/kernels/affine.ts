// out = in * scale + offset over rows: rescaling in the middle of a chain, and its backward pass with offset 0.

export function affine(
  from: usize,
  to: usize,
  rows: i32,
  width: i32,
  fromStride: i32,
  toStride: i32,
  scale: f32,
  offset: f32,
): void {
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < width; x++) store<f32>(to + (x << 2), load<f32>(from + (x << 2)) * scale + offset);
    from += fromStride;
    to += toStride;
  }
}
