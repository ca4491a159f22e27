// Thumbnails for fast comparison of images.
import type { RgbImage } from '../dataset/index.ts';
import { shrinkToBytes } from './shrink.ts';

/** Width and height in pixels. */
const THUMBNAIL_SIZE = 16;

/** Shrinks an image to 16 x 16 x 3 bytes. */
export function makeThumbnail(image: RgbImage): Uint8Array {
  return shrinkToBytes(image, THUMBNAIL_SIZE, THUMBNAIL_SIZE);
}

/** Mean absolute difference of two thumbnails, 0 (identical) to 255. */
export function thumbnailDifference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0));
  return sum / a.length;
}
