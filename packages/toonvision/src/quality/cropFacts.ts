// What the pixels of a crop say about it, small enough to keep for every sample.
import { createHash } from 'node:crypto';
import type { RgbImage } from '../dataset/index.ts';
import { differenceHash, type Hash64 } from './perceptualHash.ts';
import { makeThumbnail } from './thumbnail.ts';

/** What one pass over a crop keeps of it. */
export interface CropFacts {
  width: number;
  height: number;
  /** Of size and pixels: the same for a copy saved in another format without loss. */
  contentHash: string;
  hash: Hash64;
  /** 16 x 16 x 3 bytes. */
  thumb: Uint8Array;
  /** Largest standard deviation of a channel, 0 to 255. */
  contrast: number;
}

function contrastOf(data: Uint8Array): number {
  // Six plain numbers: in lists the loop takes several times as long.
  let [r, g, b, rr, gg, bb] = [0, 0, 0, 0, 0, 0];
  for (let at = 0; at < data.length; at += 3) {
    const [red, green, blue] = [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
    r += red;
    g += green;
    b += blue;
    rr += red * red;
    gg += green * green;
    bb += blue * blue;
  }
  const count = data.length / 3;
  const variance = (sum: number, squares: number) => squares / count - (sum / count) ** 2;
  return Math.sqrt(Math.max(0, variance(r, rr), variance(g, gg), variance(b, bb)));
}

/** The facts of a decoded crop. */
export function cropFacts(picture: RgbImage): CropFacts {
  const { data, width, height } = picture;
  return {
    width,
    height,
    contentHash: createHash('sha256').update(`${width}x${height}`).update(data).digest('base64').slice(0, 24),
    hash: differenceHash(picture),
    thumb: makeThumbnail(picture),
    contrast: contrastOf(data),
  };
}
