// The bounding box of an outline.
import type { SourceObject } from './source.ts';

/**
 * The smallest box around points.
 *
 * @param coordinates x and y in turn, at least one pair
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
