// The samples of one screenshot, decoded once, at the model's size, written to their places in the cache.
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { InputSize } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import type { Box } from './boxSchema.ts';
import { decodePart, decodePicture, isInside, resizeCropShared } from './picture.ts';

export interface ScreenshotJob {
  /** Relative to the project, with `/`. */
  screenshot: string;
  /** Their places in the file, the numbers of their objects, and what is cut out. */
  inside: readonly { index: number; object: number; region: Box }[];
}

/** Where and how they are written. */
export interface PixelTarget {
  directory: string;
  input: InputSize;
}

/**
 * Does one screenshot.
 *
 * @param file an open file's number
 * @returns place and CRC-32 of each
 * @throws UserError when the screenshot is gone, broken or no longer fits a box
 */
export async function writePixels(
  { directory, input }: PixelTarget,
  file: number,
  { screenshot, inside }: ScreenshotJob,
): Promise<[index: number, checksum: number][]> {
  const path = join(directory, screenshot);
  const around = boxAround(inside.map(({ region }) => region));
  const part = await decodePart(path, around);
  const picture = part ?? (await decodePicture(path, screenshot));
  const [left, top] = part === undefined ? [0, 0] : [around.xmin, around.ymin];
  return inside.map(({ index, object, region }) => {
    const { xmin, ymin, xmax, ymax } = region;
    const box = { xmin: xmin - left, ymin: ymin - top, xmax: xmax - left, ymax: ymax - top };
    if (!isInside(box, picture))
      throw new UserError(
        `the box of object ${object} does not lie inside the picture of ${picture.width}x${picture.height}`,
        {
          where: screenshot,
          remedy: 'The screenshot changed since the samples were extracted: run `toonvision extract` again.',
        },
      );
    // Written at once: a copy for later would cost more than the wait, and thousands of them keep the collector busy.
    const pixels = resizeCropShared(picture, box, input);
    for (let at = 0; at < pixels.length; )
      at += writeSync(file, pixels, at, pixels.length - at, index * pixels.length + at);
    return [index, crc32(pixels)];
  });
}

/** The smallest box that holds all. */
function boxAround(boxes: readonly Box[]): Box {
  return {
    xmin: Math.min(...boxes.map(({ xmin }) => xmin)),
    ymin: Math.min(...boxes.map(({ ymin }) => ymin)),
    xmax: Math.max(...boxes.map(({ xmax }) => xmax)),
    ymax: Math.max(...boxes.map(({ ymax }) => ymax)),
  };
}
