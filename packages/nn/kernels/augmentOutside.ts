// Which pixel stands for one outside the picture, by the fill modes of the layers that move pixels.

export const REFLECT = 0;
export const CONSTANT = 1;
export const NEAREST = 2;

/** The index inside `size` that stands for `index`; -1 where the fill value does. Wraps for any other mode. */
@inline
export function inside(index: i32, size: i32, mode: i32): i32 {
  if (<u32>index < <u32>size) return index;
  return outside(index, size, mode);
}

function outside(index: i32, size: i32, mode: i32): i32 {
  if (mode == CONSTANT) return -1;
  if (mode == NEAREST) return index < 0 ? 0 : size - 1;
  const period = mode == REFLECT ? 2 * size : size;
  let rest = index % period;
  if (rest < 0) rest += period;
  return rest < size ? rest : period - 1 - rest;
}
