// Brings a picture to a few pixels by averaging areas: plain arithmetic, the same on every machine.
import type { RgbImage } from '../dataset/index.ts';

/**
 * The picture at `height` x `width` x 3, each value the mean of the pixels it covers, 0 to 255. A target pixel that
 * covers less than one source pixel takes the nearest.
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

/** The same as whole numbers. A loop: `Uint8Array.from` with a function takes ten times as long, and this is done for every crop. */
export function shrinkToBytes(picture: RgbImage, width: number, height: number): Uint8Array {
  const values = shrink(picture, width, height);
  const bytes = new Uint8Array(values.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = Math.round(values[at] ?? 0);
  return bytes;
}
