// The samples of one screenshot at the model's size, written to their places in the pixel cache.
import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { InputSize } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import type { Box } from './boxSchema.ts';
import { decodeImage, decodeRegion, isInside, resizeCropShared } from './image.ts';
import type { RgbImage } from './rgbImage.ts';

/** A sample to write: its place in the file, the number of its object, and its pixels in the screenshot. */
interface SampleJob {
  index: number;
  object: number;
  region: Box;
  /** The crop that the extraction wrote of that region, relative to the project, and its size. */
  crop?: { file: string; bytes: number };
}

export interface ScreenshotJob {
  /** Relative to the project, with `/`. */
  screenshot: string;
  inside: readonly SampleJob[];
}

/** Where and how they are written. */
export interface PixelTarget {
  directory: string;
  input: InputSize;
}

/** Pixels, and the box of a sample in them. */
interface Area {
  pixels: RgbImage;
  box: Box;
}

/** The crop as the extraction wrote it; undefined where it is not there or has changed. */
async function readCrop(directory: string, { region, crop }: SampleJob): Promise<Area | undefined> {
  if (crop === undefined) return undefined;
  try {
    const bytes = readFileSync(join(directory, crop.file));
    if (bytes.length !== crop.bytes) return undefined;
    const pixels = await decodeImage(bytes);
    const { width, height } = pixels;
    if (width !== region.xmax - region.xmin || height !== region.ymax - region.ymin) return undefined;
    return { pixels, box: { xmin: 0, ymin: 0, xmax: width, ymax: height } };
  } catch {
    return undefined;
  }
}

/** Decodes the part of a screenshot that holds the samples. */
async function readScreenshot(
  directory: string,
  screenshot: string,
  samples: readonly SampleJob[],
): Promise<(sample: SampleJob) => Area> {
  const path = join(directory, screenshot);
  const around = boxAround(samples.map(({ region }) => region));
  const part = await decodeRegion(path, around);
  const pixels = part ?? (await decodeImage(path, screenshot));
  const [left, top] = part === undefined ? [0, 0] : [around.xmin, around.ymin];
  return ({ object, region: { xmin, ymin, xmax, ymax } }) => {
    const box = { xmin: xmin - left, ymin: ymin - top, xmax: xmax - left, ymax: ymax - top };
    if (isInside(box, pixels)) return { pixels, box };
    throw new UserError(`the box of object ${object} is not inside the image of ${pixels.width}x${pixels.height}`, {
      where: screenshot,
      remedy: 'The screenshot has changed since the samples were extracted: run `toonvision extract` again.',
    });
  };
}

/**
 * Writes the samples of one screenshot: from their crops, and where a crop is missing from the screenshot, decoded once. Both
 * give the same bytes, for crops are lossless.
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
  // Written at once: a copy for later would cost more than the wait, and thousands of them keep the collector busy.
  const write = (index: number, { pixels, box }: Area): [number, number] => {
    const resized = resizeCropShared(pixels, box, input);
    for (let done = 0; done < resized.length; )
      done += writeSync(file, resized, done, resized.length - done, index * resized.length + done);
    return [index, crc32(resized)];
  };
  const written: [number, number][] = [];
  const rest: SampleJob[] = [];
  for (const sample of inside) {
    const crop = await readCrop(directory, sample);
    if (crop === undefined) rest.push(sample);
    else written.push(write(sample.index, crop));
  }
  if (rest.length === 0) return written;
  const areaOf = await readScreenshot(directory, screenshot, rest);
  return [...written, ...rest.map((sample) => write(sample.index, areaOf(sample)))];
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
