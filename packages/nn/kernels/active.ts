// The sparse backward pass begins here: of each pooled cell one position has a gradient, and dead cells have none.

/**
 * Lists the cells of one channel whose gradient is not zero as pairs (address offset of the position, gradient), in
 * row-major order, and returns how many. `offsets[argmax]` is the byte offset of a position within its cell.
 * `fit`: cells of a row that is `cellStride` bytes wide and `cellRowStride` bytes high in the unpooled planes.
 */
export function listActive(
  gradient: usize,
  gradientRowStride: i32,
  argmax: usize,
  cellRows: i32,
  cells: i32,
  offsets: usize,
  cellRowStride: i32,
  cellStride: i32,
  list: usize,
): i32 {
  let to = list;
  for (let py = 0; py < cellRows; py++) {
    const row = gradient + <usize>(py * gradientRowStride);
    let base = py * cellRowStride;
    for (let px = 0; px < cells; px++) {
      const at = <i32>load<u8>(argmax++);
      const g = load<f32>(row + (px << 2));
      store<i32>(to, base + load<i32>(offsets + (at << 2)));
      store<f32>(to + 4, g);
      // No branch: the entry is overwritten by the next unless it counts.
      to += (<i32>(at != 255) & <i32>(g != 0)) << 3;
      base += cellStride;
    }
  }
  return <i32>(to - list) >> 3;
}

/** Adds each listed gradient at its position of one plane: the backward pass of pooling alone. */
export function scatterPool(list: usize, count: i32, plane: usize): void {
  for (let i = 0; i < count; i++) {
    const p = plane + load<i32>(list + (i << 3));
    store<f32>(p, load<f32>(p) + load<f32>(list + (i << 3) + 4));
  }
}
