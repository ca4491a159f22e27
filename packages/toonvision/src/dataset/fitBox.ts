// Fits an annotated box to its picture: whole pixels, clamped, with its margin, or the reason why nothing is left of it.
import type { CropSettings } from '../config/index.ts';
import type { Box } from './sample.ts';
import type { PictureAnnotation, SourceObject } from './sources/index.ts';

interface Size {
  width: number;
  height: number;
}

/** Why a box has no pixel; `kind` as in the problems of an extraction. */
export interface BoxFault {
  kind: 'box-empty' | 'box-outside' | 'box-too-small';
  message: string;
  remedy: string;
}

/** How a box is brought into its picture. */
export interface FitOptions {
  /** What to do about a wrong box, a sentence without its end. Default `Draw the box again in labelImg`. */
  mend?: string;
  /** The shortest side that is accepted, in pixels. Default 1. */
  minSize?: number;
}

/** The box of an object in the picture's pixels; the whole picture where it has none. */
export function pixelBox(
  { box }: Pick<SourceObject, 'box'>,
  { unit }: Pick<PictureAnnotation, 'unit'>,
  { width, height }: Size,
): NonNullable<SourceObject['box']> {
  if (box === null) return { xmin: 0, ymin: 0, xmax: width, ymax: height };
  if (unit === 'pixel') return box;
  const tidy = (value: number) => Math.round(value * 1000) / 1000;
  return {
    xmin: tidy(box.xmin * width),
    ymin: tidy(box.ymin * height),
    xmax: tidy(box.xmax * width),
    ymax: tidy(box.ymax * height),
  };
}

/** Rounded to whole pixels and clamped to the picture, or the reason why nothing is left. */
export function fitBox(
  box: NonNullable<SourceObject['box']>,
  { width, height }: Size,
  { mend = 'Draw the box again in labelImg', minSize = 1 }: FitOptions = {},
): { box: Box; clamped: boolean } | BoxFault {
  // Adding 0 makes the -0 that rounding -0.3 gives a plain 0.
  const [xmin, ymin, xmax, ymax] = [box.xmin, box.ymin, box.xmax, box.ymax].map((value) => Math.round(value) + 0) as [
    number,
    number,
    number,
    number,
  ];
  const written = `${box.xmin},${box.ymin} to ${box.xmax},${box.ymax}`;
  const remedy = `${mend}, or delete the object.`;
  if (xmin >= xmax || ymin >= ymax)
    return {
      kind: 'box-empty',
      message: `the box ${written} is empty: ${xmin >= xmax ? `xmax ${box.xmax} is not right of xmin ${box.xmin}` : `ymax ${box.ymax} is not below ymin ${box.ymin}`}`,
      remedy,
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
      remedy,
    };
  const sides = [fitted.xmax - fitted.xmin, fitted.ymax - fitted.ymin];
  if (Math.min(...sides) < minSize)
    return {
      kind: 'box-too-small',
      message: `the box has ${sides.join('x')} pixels, and crop.minSize is ${minSize}`,
      remedy: 'Nothing need be done; lower crop.minSize in the configuration to use it.',
    };
  const clamped = fitted.xmin !== xmin || fitted.ymin !== ymin || fitted.xmax !== xmax || fitted.ymax !== ymax;
  return { box: fitted, clamped };
}

/**
 * A box with its margin: on each side `margin` of its own width or height more, in whole pixels, clamped to the picture.
 *
 * @example
 * withMargin({ xmin: 10, ymin: 10, xmax: 20, ymax: 30 }, { width: 100, height: 100 }, { margin: 0.1 }) // 9,8 to 21,32
 */
export function withMargin(box: Box, { width, height }: Size, { margin }: Pick<CropSettings, 'margin'>): Box {
  const x = Math.round((box.xmax - box.xmin) * margin);
  const y = Math.round((box.ymax - box.ymin) * margin);
  return {
    xmin: Math.max(0, box.xmin - x),
    ymin: Math.max(0, box.ymin - y),
    xmax: Math.min(width, box.xmax + x),
    ymax: Math.min(height, box.ymax + y),
  };
}
