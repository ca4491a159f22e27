// Fits annotated boxes to their image: rounds, clamps, adds the margin, or explains why a box is invalid.
import type { ImageAnnotation, SourceObject } from '../annotations/index.ts';
import type { CropSettings } from '../config/index.ts';
import type { Box } from './boxSchema.ts';

interface Size {
  width: number;
  height: number;
}

type AnnotatedBox = NonNullable<SourceObject['box']>;

/** Why a box is invalid; `kind` is the kind of the problem that `extract` reports. */
export type BoxError =
  | { kind: 'box-empty'; box: AnnotatedBox }
  | { kind: 'box-outside'; box: AnnotatedBox; image: Size }
  | { kind: 'box-too-small'; size: Size; minSize: number };

/** Describes an invalid box: `the box 200,10 to 220,20 is outside the image of 120x90`. */
export function explainBox(error: BoxError): string {
  if (error.kind === 'box-too-small')
    return `the box has ${error.size.width}x${error.size.height} pixels; crop.minSize is ${error.minSize}`;
  const { xmin, ymin, xmax, ymax } = error.box;
  const box = `the box ${xmin},${ymin} to ${xmax},${ymax}`;
  if (error.kind === 'box-outside') return `${box} is outside the image of ${error.image.width}x${error.image.height}`;
  const reason =
    Math.round(xmin) >= Math.round(xmax)
      ? `xmax ${xmax} is not right of xmin ${xmin}`
      : `ymax ${ymax} is not below ymin ${ymin}`;
  return `${box} is empty: ${reason}`;
}

/** Converts the box of an object to pixels; an object without a box covers the whole image. */
export function pixelBox(
  { box }: Pick<SourceObject, 'box'>,
  { unit }: Pick<ImageAnnotation, 'unit'>,
  { width, height }: Size,
): AnnotatedBox {
  if (box === null) return { xmin: 0, ymin: 0, xmax: width, ymax: height };
  if (unit === 'pixel') return box;
  const roundToThousandth = (value: number) => Math.round(value * 1000) / 1000;
  return {
    xmin: roundToThousandth(box.xmin * width),
    ymin: roundToThousandth(box.ymin * height),
    xmax: roundToThousandth(box.xmax * width),
    ymax: roundToThousandth(box.ymax * height),
  };
}

/**
 * Rounds a box to whole pixels and clamps it to the image, or returns why it is invalid.
 *
 * @param minSize minimum width and height in pixels. Default 1
 */
export function fitBox(
  box: AnnotatedBox,
  { width, height }: Size,
  { minSize = 1 }: { minSize?: number } = {},
): { box: Box; clamped: boolean; error?: undefined } | { error: BoxError } {
  // Adding 0 converts the -0 from rounding -0.3 to 0.
  const [xmin, ymin, xmax, ymax] = [box.xmin, box.ymin, box.xmax, box.ymax].map((value) => Math.round(value) + 0) as [
    number,
    number,
    number,
    number,
  ];
  if (xmin >= xmax || ymin >= ymax) return { error: { kind: 'box-empty', box } };
  const fitted = {
    xmin: Math.max(0, xmin),
    ymin: Math.max(0, ymin),
    xmax: Math.min(width, xmax),
    ymax: Math.min(height, ymax),
  };
  if (fitted.xmin >= fitted.xmax || fitted.ymin >= fitted.ymax)
    return { error: { kind: 'box-outside', box, image: { width, height } } };
  const size = { width: fitted.xmax - fitted.xmin, height: fitted.ymax - fitted.ymin };
  if (Math.min(size.width, size.height) < minSize) return { error: { kind: 'box-too-small', size, minSize } };
  const clamped = fitted.xmin !== xmin || fitted.ymin !== ymin || fitted.xmax !== xmax || fitted.ymax !== ymax;
  return { box: fitted, clamped };
}

/**
 * Expands a box on each side by `margin` times its width or height, in whole pixels, clamped to the image.
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
