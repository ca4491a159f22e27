// Colours a resized map and blends it over the picture.
import { type ColourScale, colourTable } from './colourScale.ts';

/**
 * The colours of values from 0 to `top`; below 0 and where `top` is 0, the lowest colour.
 *
 * @returns three bytes a value
 */
export function heatmap(values: Float32Array, top: number, scale: ColourScale): Uint8Array {
  const table = colourTable(scale);
  const painted = new Uint8Array(values.length * 3);
  for (let i = 0; i < values.length; i += 1) {
    const share = top > 0 ? Math.min(1, Math.max(0, (values[i] ?? 0) / top)) : 0;
    const colour = Math.round(share * 255) * 3;
    painted[i * 3] = table[colour] ?? 0;
    painted[i * 3 + 1] = table[colour + 1] ?? 0;
    painted[i * 3 + 2] = table[colour + 2] ?? 0;
  }
  return painted;
}

/** `share` of the heatmap over the rest of the picture; both three bytes a pixel and of one size. */
export function superimpose(picture: Uint8Array, heat: Uint8Array, share = 0.5): Uint8Array {
  return Uint8Array.from(picture, (byte, i) => Math.round(byte * (1 - share) + (heat[i] ?? 0) * share));
}
