// Sliding windows over a screenshot, at the typical size and heights of annotated boxes.
import type { Box } from '../dataset/index.ts';
import { orderStatistic } from '../statistics/index.ts';

interface Size {
  width: number;
  height: number;
}

/** Typical box of a project: median width and height relative to the image. */
export interface TypicalBox extends Size {
  /** Vertical centers relative to the image height: 20th, 50th and 80th percentiles. */
  centers: number[];
}

/** Horizontal steps per window width. */
const STEPS = 3;
/** Maximum number of windows per image. */
const MAX_WINDOWS = 150;
const CENTER_PERCENTILES = [0.2, 0.5, 0.8];

/**
 * Computes the typical box.
 *
 * @param boxes boxes with the size of their image; at least one
 */
export function computeTypicalBox(boxes: readonly { box: Box; size: Size }[]): TypicalBox {
  const shares = boxes.map(({ box, size }) => ({
    width: (box.xmax - box.xmin) / size.width,
    height: (box.ymax - box.ymin) / size.height,
    center: (box.ymin + box.ymax) / 2 / size.height,
  }));
  const percentile = (key: 'width' | 'height' | 'center', fraction: number): number =>
    orderStatistic(
      shares.map((share) => share[key]),
      fraction,
    ) ?? 0;
  return {
    width: percentile('width', 0.5),
    height: percentile('height', 0.5),
    centers: CENTER_PERCENTILES.map((fraction) => percentile('center', fraction)),
  };
}

/** Creates the windows of an image, in rows from top to bottom, all inside the image; about 150 at most. */
export function createSearchWindows({ width, height }: Size, typical: TypicalBox): Box[] {
  const windowWidth = Math.max(1, Math.min(width, Math.round(typical.width * width)));
  const windowHeight = Math.max(1, Math.min(height, Math.round(typical.height * height)));
  const minStep = Math.ceil(((width - windowWidth) * CENTER_PERCENTILES.length) / MAX_WINDOWS);
  const step = Math.max(1, Math.round(windowWidth / STEPS), minStep);
  const tops = new Set(
    typical.centers.map((center) =>
      Math.max(0, Math.min(height - windowHeight, Math.round(center * height - windowHeight / 2))),
    ),
  );
  return [...tops].flatMap((top) =>
    Array.from({ length: Math.floor((width - windowWidth) / step) + 1 }, (_, index) => ({
      ...{ xmin: index * step, ymin: top },
      ...{ xmax: index * step + windowWidth, ymax: top + windowHeight },
    })),
  );
}
