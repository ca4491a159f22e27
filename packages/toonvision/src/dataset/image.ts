// Decodes pictures of any kind to sRGB bytes, cuts boxes out of them and brings them to the model's size.
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

// Several pictures are worked on at once, so each is given one thread; without sharp's cache memory stays bounded.
sharp.concurrency(1);
sharp.cache(false);

/** Larger pictures are refused: 64 million pixels (8000 x 8000) are 192 MB once decoded, and no screen is larger. */
const MAX_IMAGE_PIXELS = 64_000_000;

/**
 * Decodes a picture to sRGB bytes: turned as its EXIF tag says, transparent parts on black, grey, 16-bit, palette and
 * CMYK converted. The kind is told from the content, so a JPEG called `.png` is fine.
 *
 * @param where How messages call it; default the path, or "the picture".
 * @throws UserError when it cannot be read, is broken or cut short, of an unknown kind, or above 64 million pixels.
 */
export async function decodeImage(picture: string | Uint8Array, where?: string): Promise<RgbImage> {
  const name = where ?? (typeof picture === 'string' ? picture : 'the picture');
  let bytes: Uint8Array;
  try {
    bytes = typeof picture === 'string' ? await readFile(picture) : picture;
  } catch (error) {
    throw explainFileError(error, name);
  }
  const plain = decodePlainPng(bytes);
  if (plain !== undefined) return plain;
  try {
    return await rawBytes(sharp(bytes, DECODING).autoOrient());
  } catch (error) {
    throw explainDecodeError(error, name);
  }
}

const DECODING = { limitInputPixels: MAX_IMAGE_PIXELS, failOn: 'error' } as const;

async function rawBytes(picture: Sharp): Promise<RgbImage> {
  const { data, info } = await picture
    .flatten({ background: '#000000' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`${info.channels} channels instead of 3`);
  return { data, width: info.width, height: info.height };
}

/**
 * Decodes a part of a picture: the same bytes as cutting it out of the whole, quicker, as what lies below is not decoded.
 * Undefined where that fails for any reason: `decodeImage` says why.
 *
 * @param box Whole pixels inside the picture.
 */
export async function decodeRegion(path: string, box: Box): Promise<RgbImage | undefined> {
  try {
    return await rawBytes(
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
    return new UserError('the picture has more than 64 million pixels', {
      where,
      remedy: 'Make it smaller, or cut it into several.',
      cause: error,
    });
  if (reason.includes('unsupported image format'))
    return new UserError('no picture of a known kind', {
      where,
      remedy: 'Save it as PNG, JPEG, WebP, TIFF, GIF or AVIF, or delete it.',
      cause: error,
    });
  return new UserError(`the picture is broken: ${reason}`, {
    where,
    remedy: 'Take it from a backup, save it again, or delete it together with its annotation.',
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

/** The box of a picture at the model's size: `input.height` x `input.width` x 3 bytes. The box must lie inside the picture. */
export function resizeCrop(picture: RgbImage, box: Box, input: InputSize): Uint8Array {
  return resample(areaOf(picture, box), input, kernelResize);
}

/** Like `resizeCrop`, but the next call may overwrite what it returns. */
export function resizeCropShared(picture: RgbImage, box: Box, input: InputSize): Uint8Array {
  return resample(areaOf(picture, box), input, kernelResizeShared);
}

/** True when `box` has an area and lies inside a picture of that size. */
export function isInside(
  { xmin, ymin, xmax, ymax }: Box,
  { width, height }: { width: number; height: number },
): boolean {
  return xmin >= 0 && ymin >= 0 && xmin < xmax && ymin < ymax && xmax <= width && ymax <= height;
}

/**
 * A picture, or a box in it, as the model sees it: the very bytes the pixel cache holds for the same crop.
 *
 * @param picture Path, or the bytes of a picture file.
 * @param input Size and fit, usually `project.input`.
 * @param box Whole pixels inside the picture; default the whole picture.
 * @returns `input.height` x `input.width` x 3 bytes, sRGB, row by row.
 * @throws UserError when the picture cannot be decoded or the box does not lie inside it.
 *
 * @example
 * const pixels = await renderInput('flunky.png', project.input);
 */
export async function renderInput(picture: string | Uint8Array, input: InputSize, box?: Box): Promise<Uint8Array> {
  const decoded = await decodeImage(picture);
  const whole = { xmin: 0, ymin: 0, xmax: decoded.width, ymax: decoded.height };
  if (box !== undefined && !isInside(box, decoded))
    throw new UserError(
      `the box ${box.xmin},${box.ymin} to ${box.xmax},${box.ymax} does not lie inside ${decoded.width}x${decoded.height}`,
      { where: typeof picture === 'string' ? picture : 'the picture', remedy: 'Name a box inside the picture.' },
    );
  return resizeCrop(decoded, box ?? whole, input);
}
