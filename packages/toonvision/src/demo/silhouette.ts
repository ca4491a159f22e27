// Which pixels of the picture an object covers: masks, their boxes and COCO's run-length code.
import { pictureHeight, pictureWidth } from './camera.ts';

/** One byte a pixel of the picture, rows first: 1 inside. */
export type Mask = Uint8Array;

export interface Box {
  /** First column and row inside, and the first ones after it. */
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** COCO's uncompressed run-length code: lengths of runs of 0, 1, 0, ... going down the columns, left to right. */
export interface Rle {
  size: [height: number, width: number];
  counts: number[];
}

export const emptyMask = (): Mask => new Uint8Array(pictureWidth * pictureHeight);

export function areaOf(mask: Mask): number {
  let area = 0;
  for (const inside of mask) area += inside;
  return area;
}

/** The tight box around a mask; undefined when it is empty. */
export function boxOf(mask: Mask): Box | undefined {
  const box: Box = { left: pictureWidth, top: pictureHeight, right: 0, bottom: 0 };
  for (let y = 0; y < pictureHeight; y += 1) {
    for (let x = 0; x < pictureWidth; x += 1) {
      if (mask[y * pictureWidth + x] !== 1) continue;
      if (x < box.left) box.left = x;
      if (x >= box.right) box.right = x + 1;
      if (y < box.top) box.top = y;
      box.bottom = y + 1;
    }
  }
  return box.right > 0 ? box : undefined;
}

/** Codes a mask of `width` x `height`; the first run counts zeros and may be 0. */
export function encodeRle(mask: Uint8Array, width: number = pictureWidth, height: number = pictureHeight): Rle {
  const counts: number[] = [];
  let current = 0;
  let run = 0;
  for (let x = 0; x < width; x += 1) {
    for (let y = 0; y < height; y += 1) {
      const value = mask[y * width + x] ?? 0;
      if (value !== current) {
        counts.push(run);
        run = 0;
        current = value;
      }
      run += 1;
    }
  }
  counts.push(run);
  return { size: [height, width], counts };
}

/** The mask that `rle` codes, rows first, one byte a pixel. */
export function decodeRle({ size: [height, width], counts }: Rle): Uint8Array {
  const mask = new Uint8Array(width * height);
  let at = 0;
  let value = 0;
  for (const run of counts) {
    for (let i = 0; i < run; i += 1, at += 1) {
      if (value === 1) mask[(at % height) * width + Math.floor(at / height)] = 1;
    }
    value = 1 - value;
  }
  return mask;
}
