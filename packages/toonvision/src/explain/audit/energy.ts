// How much of a map lies inside the object: the energy-based pointing game (Wang et al. 2020, Score-CAM) and the pointing
// game (Zhang et al. 2016).

/** How much of a map lies inside the object. */
export interface MapEnergy {
  /** Share of what is above 0 that lies inside the object, 0 to 1. */
  inside: number;
  /** Share of the crop that the object covers: what a map of one value everywhere would get. */
  area: number;
  /** Whether the highest value lies inside; chance gets `area` right. */
  isHit: boolean;
}

/**
 * How much of a map lies inside the object.
 *
 * @param values the map at the crop's size
 * @param mask one byte a pixel, 1 inside
 * @returns null where no value is above 0: nothing can be said of such a map
 */
export function mapEnergy(values: Float32Array, mask: Uint8Array): MapEnergy | null {
  let [all, inside, area, highest, at] = [0, 0, 0, 0, -1];
  for (let i = 0; i < values.length; i += 1) {
    const value = Math.max(0, values[i] ?? 0);
    const isInside = mask[i] === 1;
    all += value;
    if (isInside) {
      inside += value;
      area += 1;
    }
    if (value > highest) [highest, at] = [value, i];
  }
  if (at < 0) return null;
  return { inside: inside / all, area: area / values.length, isHit: mask[at] === 1 };
}
