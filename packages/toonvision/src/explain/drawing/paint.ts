// Colors a resized map and blends it over the image.
import { type ColorScale, colorTable } from './colorScale.ts';

/**
 * Colors values from 0 to `top`; values below 0 get the lowest color, as do all values if `top` is 0.
 *
 * @returns three bytes per value
 */
export function heatmap(values: Float32Array, top: number, scale: ColorScale): Uint8Array {
  const table = colorTable(scale);
  const painted = new Uint8Array(values.length * 3);
  for (let i = 0; i < values.length; i += 1) {
    const share = top > 0 ? Math.min(1, Math.max(0, (values[i] ?? 0) / top)) : 0;
    const offset = Math.round(share * 255) * 3;
    painted[i * 3] = table[offset] ?? 0;
    painted[i * 3 + 1] = table[offset + 1] ?? 0;
    painted[i * 3 + 2] = table[offset + 2] ?? 0;
  }
  return painted;
}

/** Blends a heatmap over an image of the same size; `alpha` is the weight of the heatmap. Three bytes per pixel. */
export function superimpose(image: Uint8Array, heat: Uint8Array, alpha = 0.5): Uint8Array {
  return Uint8Array.from(image, (byte, i) => Math.round(byte * (1 - alpha) + (heat[i] ?? 0) * alpha));
}
