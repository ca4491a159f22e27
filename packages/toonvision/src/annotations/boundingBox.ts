// Bounding boxes of polygons.
import type { SourceObject } from './source.ts';

/**
 * Computes the smallest box around points.
 *
 * @param coordinates alternating x and y, at least one pair
 */
export function boundingBox(coordinates: readonly number[]): NonNullable<SourceObject['box']> {
  const box = { xmin: Infinity, ymin: Infinity, xmax: -Infinity, ymax: -Infinity };
  coordinates.forEach((value, index) => {
    if (index % 2 === 0) {
      box.xmin = Math.min(box.xmin, value);
      box.xmax = Math.max(box.xmax, value);
    } else {
      box.ymin = Math.min(box.ymin, value);
      box.ymax = Math.max(box.ymax, value);
    }
  });
  return box;
}
