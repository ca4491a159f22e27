// Storing the first lanes of a vector: the last of a row must not touch the border next to it.

@inline
export function storeFirst(to: usize, values: v128, left: i32): void {
  if (left >= 4) {
    v128.store(to, values);
  } else {
    store<f32>(to, f32x4.extract_lane(values, 0));
    if (left > 1) store<f32>(to + 4, f32x4.extract_lane(values, 1));
    if (left > 2) store<f32>(to + 8, f32x4.extract_lane(values, 2));
  }
}
