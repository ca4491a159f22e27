// Thumbnails: a picture so small that two of them are compared in no time.
import type { RgbImage } from '../dataset/index.ts';
import { shrinkToBytes } from './shrink.ts';

/** Pixels along each side. */
const THUMB = 16;

/** The picture at 16 x 16 x 3 bytes. */
export function makeThumbnail(picture: RgbImage): Uint8Array {
  return shrinkToBytes(picture, THUMB, THUMB);
}

/** Mean difference of two thumbnails, 0 (the same) to 255. */
export function thumbnailDifference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += Math.abs((a[at] ?? 0) - (b[at] ?? 0));
  return sum / a.length;
}
