// Masks of the pixels that an object covers, their bounding boxes, and COCO's run-length encoding.
import { IMAGE_HEIGHT, IMAGE_WIDTH } from './camera.ts';

/** One byte per pixel of the image in row-major order; 1 inside the object. */
export type Mask = Uint8Array;

export interface Box {
  /** First column and row inside the box (left, top) and first ones after it (right, bottom). */
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** COCO's uncompressed run-length encoding: lengths of runs of 0, 1, 0, ... in column-major order. */
export interface Rle {
  size: [height: number, width: number];
  counts: number[];
}

export const emptyMask = (): Mask => new Uint8Array(IMAGE_WIDTH * IMAGE_HEIGHT);

export function areaOf(mask: Mask): number {
  let area = 0;
  for (const inside of mask) area += inside;
  return area;
}

/** The tight box around a mask; undefined if it is empty. */
export function boxOf(mask: Mask): Box | undefined {
  const box: Box = { left: IMAGE_WIDTH, top: IMAGE_HEIGHT, right: 0, bottom: 0 };
  for (let y = 0; y < IMAGE_HEIGHT; y += 1) {
    for (let x = 0; x < IMAGE_WIDTH; x += 1) {
      if (mask[y * IMAGE_WIDTH + x] !== 1) continue;
      if (x < box.left) box.left = x;
      if (x >= box.right) box.right = x + 1;
      if (y < box.top) box.top = y;
      box.bottom = y + 1;
    }
  }
  return box.right > 0 ? box : undefined;
}

/** Encodes a mask of `width` x `height`; the first run counts zeros and may be 0. */
export function encodeRle(mask: Uint8Array, width: number = IMAGE_WIDTH, height: number = IMAGE_HEIGHT): Rle {
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

/** Decodes `rle` to a row-major mask with one byte per pixel. */
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
