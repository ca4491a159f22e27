// Finds overlapping boxes with different labels.
import type { Box, Sample } from '../dataset/index.ts';

/** Intersection over union of two boxes, 0 to 1. */
export function intersectionOverUnion(a: Box, b: Box): number {
  const width = Math.min(a.xmax, b.xmax) - Math.max(a.xmin, b.xmin);
  const height = Math.min(a.ymax, b.ymax) - Math.max(a.ymin, b.ymin);
  if (width <= 0 || height <= 0) return 0;
  const area = (box: Box) => (box.xmax - box.xmin) * (box.ymax - box.ymin);
  return (width * height) / (area(a) + area(b) - width * height);
}

/** Two overlapping boxes of a screenshot. */
export interface Overlap {
  a: Sample;
  b: Sample;
  /** Intersection over union. */
  overlap: number;
}

/**
 * Finds pairs of samples of one screenshot with different labels and overlapping boxes, sorted by overlap.
 *
 * @param minOverlap minimum intersection over union. Default 0.85: boxes of two objects behind each other differ more.
 */
export function findOverlaps(
  samples: readonly Sample[],
  { minOverlap = 0.85 }: { minOverlap?: number } = {},
): Overlap[] {
  const found: Overlap[] = [];
  for (const inside of Map.groupBy(samples, ({ screenshot }) => screenshot).values()) {
    // Sorted from left to right, only boxes that start before this one ends can overlap it.
    inside.sort((a, b) => a.box.xmin - b.box.xmin || a.object - b.object);
    inside.forEach((a, index) => {
      for (let other = index + 1; other < inside.length; other += 1) {
        const b = inside[other];
        if (b === undefined || b.box.xmin >= a.box.xmax) break;
        if (a.label === b.label) continue;
        const overlap = intersectionOverUnion(a.box, b.box);
        if (overlap >= minOverlap) found.push({ a, b, overlap });
      }
    });
  }
  return found.sort((x, y) => y.overlap - x.overlap || (x.a.id < y.a.id ? -1 : 1));
}
