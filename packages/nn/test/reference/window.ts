// Positions of windows over an input, as Keras defines them: 'same' puts half of the padding first, rounded down.
import type { ChainLayer } from '../../src/chain.ts';

export interface Windows {
  size: readonly [number, number];
  strides: readonly [number, number];
  padding: 'valid' | 'same';
}

/** Visits each position of each window that lies inside, in row-major order: [out pixel, input pixel, tap]. */
export function eachInside(
  { inputShape, outputShape }: Pick<ChainLayer, 'inputShape' | 'outputShape'>,
  { size: [tall, wide], strides: [down, across], padding }: Windows,
  visit: (out: number, input: number, tap: number) => void,
): void {
  const [height = 0, width = 0] = inputShape;
  const [outHeight = 0, outWidth = 0] = outputShape;
  const same = padding === 'same';
  const top = same ? Math.floor(Math.max((outHeight - 1) * down + tall - height, 0) / 2) : 0;
  const left = same ? Math.floor(Math.max((outWidth - 1) * across + wide - width, 0) / 2) : 0;
  for (let y = 0; y < outHeight; y++)
    for (let x = 0; x < outWidth; x++)
      for (let ky = 0; ky < tall; ky++)
        for (let kx = 0; kx < wide; kx++) {
          const iy = y * down + ky - top;
          const ix = x * across + kx - left;
          if (iy < 0 || ix < 0 || iy >= height || ix >= width) continue;
          visit(y * outWidth + x, iy * width + ix, ky * wide + kx);
        }
}
