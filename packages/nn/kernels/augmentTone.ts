// Tones of a plane in place: scale, offset and clipping (brightness, contrast, rescaling), and fog.
import { storeFirst } from './partial';

/** plane = min(max(plane * scale + offset, low), high). */
export function clampAffine(
  plane: usize, rowStride: i32, rows: i32, width: i32, scale: f32, offset: f32, low: f32, high: f32,
): void {
  const scales = f32x4.splat(scale);
  const offsets = f32x4.splat(offset);
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  for (let y = 0; y < rows; y++) {
    const row = plane + <usize>(y * rowStride);
    for (let x = 0; x < width; x += 4) {
      const at = row + (x << 2);
      const value = f32x4.add(f32x4.mul(v128.load(at), scales), offsets);
      storeFirst(at, f32x4.min(f32x4.max(value, lows), highs), width - x);
    }
  }
}

@inline
function smoothstep(t: f32): f32 {
  return t * t * (3 - 2 * t);
}

/**
 * planes += (color - planes) * strength * (1 + noise) / 2, noise blended by smoothstep between random values of a lattice
 * [rows][columns] whose cells are `patch` pixels wide and begin `phase` cells in. `scratch` holds 3 * (width + 4) + columns
 * floats, `colors` one float a channel.
 */
export function fog(
  planes: usize, channels: i32, height: i32, width: i32, rowStride: i32, planeStride: i32,
  lattice: usize, columns: i32, patch: f32, phaseX: f32, phaseY: f32, strength: f32, colors: usize, scratch: usize,
): void {
  const tableBytes = <usize>((width + 4) << 2);
  const cells = scratch;
  const weights = scratch + tableBytes;
  const thickness = weights + tableBytes;
  const blended = thickness + tableBytes;
  for (let x = 0; x < width; x++) {
    const at = <f32>x / patch + phaseX;
    const cell = Mathf.floor(at);
    store<i32>(cells + (x << 2), <i32>cell << 2);
    store<f32>(weights + (x << 2), smoothstep(at - cell));
  }
  const half = strength * 0.5;
  for (let y = 0; y < height; y++) {
    const at = <f32>y / patch + phaseY;
    const cell = Mathf.floor(at);
    const share = smoothstep(at - cell);
    const upper = lattice + <usize>((<i32>cell * columns) << 2);
    const lower = upper + (columns << 2);
    for (let i = 0; i < columns << 2; i += 4) {
      const a = load<f32>(upper + i);
      store<f32>(blended + i, half + half * (a + (load<f32>(lower + i) - a) * share));
    }
    for (let x = 0; x < width; x++) {
      const left = blended + load<i32>(cells + (x << 2));
      const a = load<f32>(left);
      store<f32>(thickness + (x << 2), a + (load<f32>(left + 4) - a) * load<f32>(weights + (x << 2)));
    }
    for (let c = 0; c < channels; c++) {
      const row = planes + <usize>(c * planeStride + y * rowStride);
      const color = v128.load32_splat(colors + (c << 2));
      for (let x = 0; x < width; x += 4) {
        const value = v128.load(row + (x << 2));
        const share4 = v128.load(thickness + (x << 2));
        storeFirst(row + (x << 2), f32x4.add(value, f32x4.mul(f32x4.sub(color, value), share4)), width - x);
      }
    }
  }
}
