// Shrinks images by averaging areas, with the same result on every machine.
import type { RgbImage } from '../dataset/index.ts';

/**
 * Shrinks an image to `height` x `width` x 3 values, each the mean of the pixels it covers, 0 to 255. An output pixel
 * that covers less than one input pixel uses the nearest.
 */
export function shrink({ data, width: from, height: rows }: RgbImage, width: number, height: number): Float32Array {
  const small = new Float32Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    const top = Math.floor((y * rows) / height);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * rows) / height));
    for (let x = 0; x < width; x += 1) {
      const left = Math.floor((x * from) / width);
      const right = Math.max(left + 1, Math.floor(((x + 1) * from) / width));
      let [r, g, b] = [0, 0, 0];
      for (let row = top; row < bottom; row += 1)
        for (let at = (row * from + left) * 3, end = (row * from + right) * 3; at < end; at += 3) {
          r += data[at] ?? 0;
          g += data[at + 1] ?? 0;
          b += data[at + 2] ?? 0;
        }
      const area = (bottom - top) * (right - left);
      const to = (y * width + x) * 3;
      small[to] = r / area;
      small[to + 1] = g / area;
      small[to + 2] = b / area;
    }
  }
  return small;
}

/** Like `shrink`, rounded to bytes. */
export function shrinkToBytes(image: RgbImage, width: number, height: number): Uint8Array {
  const values = shrink(image, width, height);
  const bytes = new Uint8Array(values.length);
  // `Uint8Array.from` with a function takes ten times as long.
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = Math.round(values[i] ?? 0);
  return bytes;
}
