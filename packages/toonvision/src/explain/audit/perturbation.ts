// Deletion and insertion curves: probability of a class while the pixels that a map ranks highest are removed or
// inserted first (Petsiuk, Das and Saenko 2018, RISE, arXiv:1806.07421).
import { meanColor } from '../maps/index.ts';

/** Deletion and insertion curve of an image. */
export interface PerturbationCurves {
  /** Probability after 0, 1/n, 2/n, ..., all pixels are set to the mean color, highest-ranked first. Lower is better. */
  deletion: number[];
  /** Probability after inserting pixels into an image of the mean color. Higher is better. */
  insertion: number[];
}

/** Returns indices in descending order of their values; ties keep their order. */
export function rankPixels(values: Float32Array): Uint32Array {
  return Uint32Array.from(values, (_, index) => index).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b);
}

/**
 * Computes both curves of an image.
 *
 * @param pixels [height, width, channels]
 * @param order pixel indices, the most important first
 * @param steps number of steps; curves have steps + 1 points
 * @param probabilityOf probability of the class for an image
 */
export function perturbationCurves(
  pixels: Uint8Array,
  channels: number,
  order: Uint32Array,
  steps: number,
  probabilityOf: (pixels: Uint8Array) => number,
): PerturbationCurves {
  const color = meanColor(pixels, channels);
  const deleted = pixels.slice();
  const inserted = Uint8Array.from(pixels, (_, i) => color[i % channels] ?? 0);
  const curves: PerturbationCurves = { deletion: [probabilityOf(deleted)], insertion: [probabilityOf(inserted)] };
  for (let step = 1; step <= steps; step += 1) {
    const from = Math.round(((step - 1) * order.length) / steps);
    const to = Math.round((step * order.length) / steps);
    for (const pixel of order.subarray(from, to)) {
      for (let c = 0; c < channels; c += 1) {
        deleted[pixel * channels + c] = color[c] ?? 0;
        inserted[pixel * channels + c] = pixels[pixel * channels + c] ?? 0;
      }
    }
    curves.deletion.push(probabilityOf(deleted));
    curves.insertion.push(probabilityOf(inserted));
  }
  return curves;
}

/** Area under a curve with evenly spaced points from 0 to 1, by the trapezoidal rule. */
export function areaUnder(curve: readonly number[]): number {
  let sum = 0;
  for (let i = 1; i < curve.length; i += 1) sum += ((curve[i - 1] ?? 0) + (curve[i] ?? 0)) / 2;
  return curve.length > 1 ? sum / (curve.length - 1) : (curve[0] ?? 0);
}
