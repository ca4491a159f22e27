// Colors a resized map and blends it over the image.
import { type ColorScale, colorTable } from './colorScale.ts';

/**
 * The colors of values from 0 to `top`; below 0 and where `top` is 0, the lowest color.
 *
 * @returns three bytes a value
 */
export function heatmap(values: Float32Array, top: number, scale: ColorScale): Uint8Array {
  const table = colorTable(scale);
  const painted = new Uint8Array(values.length * 3);
  for (let i = 0; i < values.length; i += 1) {
    const share = top > 0 ? Math.min(1, Math.max(0, (values[i] ?? 0) / top)) : 0;
    const color = Math.round(share * 255) * 3;
    painted[i * 3] = table[color] ?? 0;
    painted[i * 3 + 1] = table[color + 1] ?? 0;
    painted[i * 3 + 2] = table[color + 2] ?? 0;
  }
  return painted;
}

/** `share` of the heatmap over the rest of the image; both three bytes a pixel and of one size. */
export function superimpose(image: Uint8Array, heat: Uint8Array, share = 0.5): Uint8Array {
  return Uint8Array.from(image, (byte, i) => Math.round(byte * (1 - share) + (heat[i] ?? 0) * share));
}
