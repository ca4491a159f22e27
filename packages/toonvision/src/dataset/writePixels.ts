// Writes the samples of one screenshot to the pixel cache, at the input size of the model.
import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { InputSize } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import type { Box } from './boxSchema.ts';
import { decodeImage, decodeRegion, isInside, resizeCropShared } from './image.ts';
import type { RgbImage } from './rgbImage.ts';

/** A sample to write: its index in the cache, the number of its object, and its region in the screenshot. */
interface SampleJob {
  index: number;
  object: number;
  region: Box;
  /** The extracted crop of that region, relative to the project, and its size. */
  crop?: { file: string; bytes: number };
}

export interface ScreenshotJob {
  /** Path relative to the project, with `/`. */
  screenshot: string;
  samples: readonly SampleJob[];
}

/** Project folder and input size. */
export interface PixelTarget {
  directory: string;
  input: InputSize;
}

/** An image and the box of a sample in it. */
interface Area {
  pixels: RgbImage;
  box: Box;
}

/** Reads an extracted crop; undefined if it is missing or has changed. */
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

/** Decodes the region of a screenshot that contains the samples. */
async function readScreenshot(
  directory: string,
  screenshot: string,
  samples: readonly SampleJob[],
): Promise<(sample: SampleJob) => Area> {
  const path = join(directory, screenshot);
  const around = mergeBoxes(samples.map(({ region }) => region));
  const region = await decodeRegion(path, around);
  const pixels = region ?? (await decodeImage(path, screenshot));
  const [left, top] = region === undefined ? [0, 0] : [around.xmin, around.ymin];
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
 * Writes the samples of one screenshot from their crops. If crops are missing, the screenshot is decoded once. Both
 * produce the same bytes, as crops are lossless.
 *
 * @param file file descriptor
 * @returns index and CRC-32 of each sample
 * @throws UserError when the screenshot is missing, broken or smaller than a box
 */
export async function writePixels(
  { directory, input }: PixelTarget,
  file: number,
  { screenshot, samples }: ScreenshotJob,
): Promise<[index: number, checksum: number][]> {
  // Written synchronously: copying the shared buffer for an asynchronous write would cost more than waiting.
  const write = (index: number, { pixels, box }: Area): [number, number] => {
    const resized = resizeCropShared(pixels, box, input);
    for (let done = 0; done < resized.length; )
      done += writeSync(file, resized, done, resized.length - done, index * resized.length + done);
    return [index, crc32(resized)];
  };
  const written: [number, number][] = [];
  const rest: SampleJob[] = [];
  for (const sample of samples) {
    const crop = await readCrop(directory, sample);
    if (crop === undefined) rest.push(sample);
    else written.push(write(sample.index, crop));
  }
  if (rest.length === 0) return written;
  const areaOf = await readScreenshot(directory, screenshot, rest);
  return [...written, ...rest.map((sample) => write(sample.index, areaOf(sample)))];
}

/** Returns the smallest box that contains all boxes. */
function mergeBoxes(boxes: readonly Box[]): Box {
  return {
    xmin: Math.min(...boxes.map(({ xmin }) => xmin)),
    ymin: Math.min(...boxes.map(({ ymin }) => ymin)),
    xmax: Math.max(...boxes.map(({ xmax }) => xmax)),
    ymax: Math.max(...boxes.map(({ ymax }) => ymax)),
  };
}
