// Decodes images to sRGB bytes, crops them and resizes them to the input size of the model.
import { readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import type { InputSize } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { explainFileError } from '../files/index.ts';
import type { Box } from './boxSchema.ts';
import { decodePlainPng } from './plainPng.ts';
import { resample } from './resample.ts';
import { kernelResize, kernelResizeShared } from './resampleKernels.ts';
import type { RgbImage } from './rgbImage.ts';

// Several images are processed at a time, so each gets one thread. Without sharp's cache, memory stays bounded.
sharp.concurrency(1);
sharp.cache(false);

/** 64 million pixels (8000 x 8000) take 192 MB once decoded, and no screen is larger. */
const MAX_IMAGE_PIXELS = 64_000_000;

/**
 * Decodes an image to sRGB bytes. Applies the EXIF orientation, puts transparent parts on black, and converts
 * grayscale, 16-bit, palette and CMYK images. The format is detected from the content, so a JPEG called `.png` is
 * accepted.
 *
 * @param source Path, or the bytes of an image file.
 * @param where Name of the image in messages. Default: the path, or "the image".
 * @throws UserError when the file cannot be read, is broken or truncated, has an unsupported format, or has more than
 *   64 million pixels.
 */
export async function decodeImage(source: string | Uint8Array, where?: string): Promise<RgbImage> {
  const name = where ?? (typeof source === 'string' ? source : 'the image');
  let bytes: Uint8Array;
  try {
    bytes = typeof source === 'string' ? await readFile(source) : source;
  } catch (error) {
    throw explainFileError(error, name);
  }
  const plain = decodePlainPng(bytes);
  if (plain !== undefined) return plain;
  try {
    return await toRgb(sharp(bytes, DECODING).autoOrient());
  } catch (error) {
    throw explainDecodeError(error, name);
  }
}

const DECODING = { limitInputPixels: MAX_IMAGE_PIXELS, failOn: 'error' } as const;

async function toRgb(image: Sharp): Promise<RgbImage> {
  const { data, info } = await image
    .flatten({ background: '#000000' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`${info.channels} channels instead of 3`);
  return { data, width: info.width, height: info.height };
}

/**
 * Decodes a region of an image: the same bytes as a crop of the whole image, but faster, as rows below are not decoded.
 * Returns undefined on any error; `decodeImage` reports the reason.
 *
 * @param box Whole pixels inside the image.
 */
export async function decodeRegion(path: string, box: Box): Promise<RgbImage | undefined> {
  try {
    return await toRgb(
      sharp(await readFile(path), DECODING)
        .autoOrient()
        .extract(region(box)),
    );
  } catch {
    return undefined;
  }
}

function explainDecodeError(error: unknown, where: string): UserError {
  const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
  if (reason.includes('exceeds pixel limit'))
    return new UserError('the image has more than 64 million pixels', {
      where,
      remedy: 'Resize it, or split it into several images.',
      cause: error,
    });
  if (reason.includes('unsupported image format'))
    return new UserError('unsupported image format', {
      where,
      remedy: 'Save it as PNG, JPEG, WebP, TIFF, GIF or AVIF, or delete it.',
      cause: error,
    });
  return new UserError(`the image is broken: ${reason}`, {
    where,
    remedy: 'Restore it from a backup, save it again, or delete it together with its annotation.',
    cause: error,
  });
}

const region = ({ xmin, ymin, xmax, ymax }: Box) => ({
  left: xmin,
  top: ymin,
  width: xmax - xmin,
  height: ymax - ymin,
});

const areaOf = ({ data, width }: RgbImage, box: Box) => ({
  data,
  offset: (box.ymin * width + box.xmin) * 3,
  stride: width * 3,
  width: box.xmax - box.xmin,
  height: box.ymax - box.ymin,
});

/** Crops and resizes an image to `input.height` x `input.width` x 3 bytes. The box must be inside the image. */
export function resizeCrop(image: RgbImage, box: Box, input: InputSize): Uint8Array {
  return resample(areaOf(image, box), input, kernelResize);
}

/** Like `resizeCrop`, but the next call may overwrite the returned bytes. */
export function resizeCropShared(image: RgbImage, box: Box, input: InputSize): Uint8Array {
  return resample(areaOf(image, box), input, kernelResizeShared);
}

/** Whether a box has an area and is inside an image of the given size. */
export function isInside(
  { xmin, ymin, xmax, ymax }: Box,
  { width, height }: { width: number; height: number },
): boolean {
  return xmin >= 0 && ymin >= 0 && xmin < xmax && ymin < ymax && xmax <= width && ymax <= height;
}

/**
 * Renders an image, or a box in it, as the model input: the same bytes as in the pixel cache.
 *
 * @param source Path, or the bytes of an image file.
 * @param input Size and fit, usually `project.input`.
 * @param box Whole pixels inside the image. Default: the whole image.
 * @returns `input.height` x `input.width` x 3 bytes, sRGB, in row-major order.
 * @throws UserError when the image cannot be decoded or the box is not inside it.
 *
 * @example
 * const pixels = await renderInput('flunky.png', project.input);
 */
export async function renderInput(source: string | Uint8Array, input: InputSize, box?: Box): Promise<Uint8Array> {
  const image = await decodeImage(source);
  const { width, height } = image;
  if (box !== undefined && !isInside(box, image))
    throw new UserError(
      `the box ${box.xmin},${box.ymin} to ${box.xmax},${box.ymax} is not inside the image of ${width}x${height}`,
      { where: typeof source === 'string' ? source : 'the image', remedy: 'Pass a box inside the image.' },
    );
  return resizeCrop(image, box ?? { xmin: 0, ymin: 0, xmax: width, ymax: height }, input);
}
