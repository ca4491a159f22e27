// Deletion and insertion curves: how a class's probability falls when the places a map points at are taken away first, and
// rises when they are put back first (Petsiuk, Das and Saenko 2018, RISE, arXiv:1806.07421).
import { meanColor } from '../maps/index.ts';

export interface PerturbationCurves {
  /** Probability after 0, 1/n, 2/n ... all of the pixels were taken away, the highest first. Lower is better. */
  deletion: number[];
  /** The same with pixels put into a image of one color. Higher is better. */
  insertion: number[];
}

/** Indices of the values from the highest to the lowest; equal ones in their order. */
export function highestFirst(values: Float32Array): Uint32Array {
  return Uint32Array.from(values, (_, index) => index).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b);
}

/**
 * @param pixels [height, width, channels]
 * @param order places from the most to the least important
 * @param steps parts in which they go; a curve has steps + 1 points
 * @param probabilityOf the class's probability in a image
 */
export function perturbationCurves(
  pixels: Uint8Array,
  channels: number,
  order: Uint32Array,
  steps: number,
  probabilityOf: (pixels: Uint8Array) => number,
): PerturbationCurves {
  const color = meanColor(pixels, channels);
  const without = pixels.slice();
  const withOnly = Uint8Array.from(pixels, (_, i) => color[i % channels] ?? 0);
  const curves: PerturbationCurves = { deletion: [probabilityOf(without)], insertion: [probabilityOf(withOnly)] };
  for (let step = 1; step <= steps; step += 1) {
    const from = Math.round(((step - 1) * order.length) / steps);
    const to = Math.round((step * order.length) / steps);
    for (const place of order.subarray(from, to)) {
      for (let c = 0; c < channels; c += 1) {
        without[place * channels + c] = color[c] ?? 0;
        withOnly[place * channels + c] = pixels[place * channels + c] ?? 0;
      }
    }
    curves.deletion.push(probabilityOf(without));
    curves.insertion.push(probabilityOf(withOnly));
  }
  return curves;
}

/** Area under a curve over 0 to 1, by trapezoids. */
export function areaUnder(curve: readonly number[]): number {
  let sum = 0;
  for (let i = 1; i < curve.length; i += 1) sum += ((curve[i - 1] ?? 0) + (curve[i] ?? 0)) / 2;
  return curve.length > 1 ? sum / (curve.length - 1) : (curve[0] ?? 0);
}
