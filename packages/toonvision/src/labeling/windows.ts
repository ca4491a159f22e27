// Where a screenshot without boxes is looked at: windows as large as boxes usually are, where boxes usually stand.

import type { Box } from '../dataset/index.ts';
import { orderStatistic } from '../statistics/index.ts';

interface Size {
  width: number;
  height: number;
}

/** What is usual among the boxes of a project, in shares of the picture's sides. */
export interface UsualBox extends Size {
  /** Centres from the top: a fifth of the boxes lies above the first, half above the second, four fifths above the third. */
  centres: number[];
}

/** A window begins every third of its width. */
const STEPS = 3;
/** Windows of one picture at most. */
const MOST = 150;

/**
 * Median width and height, and the heights at which boxes stand.
 *
 * @param boxes with the size of the picture each lies in; at least one
 */
export function usualBox(boxes: readonly { box: Box; size: Size }[]): UsualBox {
  const shares = boxes.map(({ box, size }) => ({
    width: (box.xmax - box.xmin) / size.width,
    height: (box.ymax - box.ymin) / size.height,
    centre: (box.ymin + box.ymax) / 2 / size.height,
  }));
  const of = (key: 'width' | 'height' | 'centre', share: number): number =>
    orderStatistic(
      shares.map((one) => one[key]),
      share,
    ) ?? 0;
  return {
    width: of('width', 0.5),
    height: of('height', 0.5),
    centres: [0.2, 0.5, 0.8].map((share) => of('centre', share)),
  };
}

/** The windows of a picture, in rows from the top, each inside the picture; at most 150. */
export function windowsOf({ width, height }: Size, usual: UsualBox): Box[] {
  const wide = Math.max(1, Math.min(width, Math.round(usual.width * width)));
  const high = Math.max(1, Math.min(height, Math.round(usual.height * height)));
  const step = Math.max(1, Math.round(wide / STEPS), Math.ceil(((width - wide) * 3) / MOST));
  const tops = new Set(
    usual.centres.map((centre) => Math.max(0, Math.min(height - high, Math.round(centre * height - high / 2)))),
  );
  return [...tops].flatMap((top) =>
    Array.from({ length: Math.floor((width - wide) / step) + 1 }, (_, at) => ({
      ...{ xmin: at * step, ymin: top },
      ...{ xmax: at * step + wide, ymax: top + high },
    })),
  );
}
