// Fits an annotated box to its picture: whole pixels, clamped, or the reason why nothing is left of it.
import type { VocObject } from './readVoc.ts';
import type { Box } from './sample.ts';

interface Size {
  width: number;
  height: number;
}

/** Why a box has no pixel; `kind` as in the problems of an extraction. */
export interface BoxFault {
  kind: 'box-empty' | 'box-outside';
  message: string;
  remedy: string;
}

/** Rounded to whole pixels and clamped to the picture, or the reason why nothing is left. */
export function fitBox(box: VocObject['box'], { width, height }: Size): { box: Box; clamped: boolean } | BoxFault {
  const [xmin, ymin, xmax, ymax] = [box.xmin, box.ymin, box.xmax, box.ymax].map((value) => Math.round(value)) as [
    number,
    number,
    number,
    number,
  ];
  const written = `${box.xmin},${box.ymin} to ${box.xmax},${box.ymax}`;
  if (xmin >= xmax || ymin >= ymax)
    return {
      kind: 'box-empty',
      message: `the box ${written} is empty: ${xmin >= xmax ? `xmax ${box.xmax} is not right of xmin ${box.xmin}` : `ymax ${box.ymax} is not below ymin ${box.ymin}`}`,
      remedy: 'Draw the box again in labelImg, or delete the object.',
    };
  const fitted = {
    xmin: Math.max(0, xmin),
    ymin: Math.max(0, ymin),
    xmax: Math.min(width, xmax),
    ymax: Math.min(height, ymax),
  };
  if (fitted.xmin >= fitted.xmax || fitted.ymin >= fitted.ymax)
    return {
      kind: 'box-outside',
      message: `the box ${written} lies outside the picture of ${width}x${height}`,
      remedy: 'Draw the box again in labelImg, or delete the object.',
    };
  const clamped = fitted.xmin !== xmin || fitted.ymin !== ymin || fitted.xmax !== xmax || fitted.ymax !== ymax;
  return { box: fitted, clamped };
}
