// Localization metrics: energy-based pointing game (Wang et al. 2020, Score-CAM) and pointing game (Zhang et al. 2016).

/** Localization of a map relative to the object's silhouette. */
export interface MapEnergy {
  /** Share of the positive values inside the object, 0 to 1. */
  inside: number;
  /** Share of the crop that the object covers, 0 to 1: the energy share of a constant map. */
  area: number;
  /** Whether the maximum is inside the object; the expected rate of a random map is `area`. */
  isHit: boolean;
}

/**
 * Measures how much of a map is inside the object.
 *
 * @param values map at the crop's size
 * @param mask one byte per pixel, 1 inside
 * @returns null if no value is positive
 */
export function mapEnergy(values: Float32Array, mask: Uint8Array): MapEnergy | null {
  let [total, inside, area, max, peak] = [0, 0, 0, 0, -1];
  for (let i = 0; i < values.length; i += 1) {
    const value = Math.max(0, values[i] ?? 0);
    const isInside = mask[i] === 1;
    total += value;
    if (isInside) {
      inside += value;
      area += 1;
    }
    if (value > max) [max, peak] = [value, i];
  }
  if (peak < 0) return null;
  return { inside: inside / total, area: area / values.length, isHit: mask[peak] === 1 };
}
