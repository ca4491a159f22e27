// Occlusion sensitivity: by how much a score falls when a patch of the image is covered (Zeiler and Fergus 2014,
// arXiv:1311.2901).
import type { CellGrid } from './map.ts';

/** Patches over a image: all of `height` x `width` pixels, one every `stepY`, `stepX` pixels. */
export interface Patches {
  height: number;
  width: number;
  stepY: number;
  stepX: number;
}

export interface Occluded {
  /** Cells of `stepY` x `stepX` pixels. */
  height: number;
  width: number;
  grid: CellGrid;
  /** One map a score: each cell's mean, over the patches that cover it, of the score's fall. Below 0: it rose. */
  maps: Float32Array[];
}

/** Patches of a tenth of the height and a fifth of the width (at least 1 pixel), each half covering the next. */
export function defaultPatches({ height, width }: { height: number; width: number }): Patches {
  const stepY = Math.max(1, Math.round(height / 20));
  const stepX = Math.max(1, Math.round(width / 10));
  return { height: Math.min(height, 2 * stepY), width: Math.min(width, 2 * stepX), stepY, stepX };
}

/** The mean color of a image [height, width, channels], rounded. */
export function meanColor(pixels: ArrayLike<number>, channels: number): number[] {
  const sums = new Array<number>(channels).fill(0);
  for (let i = 0; i < pixels.length; i += 1) sums[i % channels] = (sums[i % channels] ?? 0) + (pixels[i] ?? 0);
  return sums.map((sum) => Math.round((sum * channels) / pixels.length));
}

/** Pixels of a window: rows `top` to `bottom`, columns `left` to `right`, the last ones outside. */
export interface Window {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** All patches of a image, so that each pixel is covered; those over the edge are cut there. */
export function patchWindows(patches: Patches, size: { height: number; width: number }): Window[] {
  const windows: Window[] = [];
  // Patches begin before the first cell, so that cells at the edge are covered as often as others.
  const firstY = -(Math.ceil(patches.height / patches.stepY) - 1) * patches.stepY;
  const firstX = -(Math.ceil(patches.width / patches.stepX) - 1) * patches.stepX;
  for (let y = firstY; y < size.height; y += patches.stepY) {
    for (let x = firstX; x < size.width; x += patches.stepX) {
      const window = {
        top: Math.max(0, y),
        left: Math.max(0, x),
        bottom: Math.min(size.height, y + patches.height),
        right: Math.min(size.width, x + patches.width),
      };
      if (window.top < window.bottom && window.left < window.right) windows.push(window);
    }
  }
  return windows;
}

/** Copies `pixels` with a window of one color. `into` must hold the image already; `undo` by calling `uncover`. */
export function cover(into: Uint8Array, width: number, color: readonly number[], window: Window): void {
  const channels = color.length;
  for (let y = window.top; y < window.bottom; y += 1)
    for (let x = window.left; x < window.right; x += 1)
      for (let c = 0; c < channels; c += 1) into[(y * width + x) * channels + c] = color[c] ?? 0;
}

/** Puts the image back where a window was covered. */
export function uncover(into: Uint8Array, width: number, channels: number, from: Uint8Array, window: Window): void {
  for (let y = window.top; y < window.bottom; y += 1) {
    const begin = (y * width + window.left) * channels;
    into.set(from.subarray(begin, begin + (window.right - window.left) * channels), begin);
  }
}

/**
 * Covers one patch after the other with the image's mean color.
 *
 * @param scoresOf the scores of a image of the same size, one a map
 * @returns a map for each score
 */
export function occlusion(
  pixels: Uint8Array,
  size: { height: number; width: number; channels: number },
  scoresOf: (pixels: Uint8Array) => ArrayLike<number>,
  patches: Patches = defaultPatches(size),
): Occluded {
  const { height, width, channels } = size;
  const color = meanColor(pixels, channels);
  const whole = Array.from(scoresOf(pixels));
  const rows = Math.ceil(height / patches.stepY);
  const columns = Math.ceil(width / patches.stepX);
  const maps = whole.map(() => new Float64Array(rows * columns));
  const counts = new Float64Array(rows * columns);
  const covered = pixels.slice();
  for (const window of patchWindows(patches, size)) {
    cover(covered, width, color, window);
    const scores = scoresOf(covered);
    uncover(covered, width, channels, pixels, window);
    for (let y = Math.floor(window.top / patches.stepY); y * patches.stepY < window.bottom; y += 1) {
      for (let x = Math.floor(window.left / patches.stepX); x * patches.stepX < window.right; x += 1) {
        const cell = y * columns + x;
        counts[cell] = (counts[cell] ?? 0) + 1;
        maps.forEach((map, index) => {
          map[cell] = (map[cell] ?? 0) + (whole[index] ?? 0) - (scores[index] ?? 0);
        });
      }
    }
  }
  return {
    height: rows,
    width: columns,
    grid: { top: patches.stepY / 2, left: patches.stepX / 2, stepY: patches.stepY, stepX: patches.stepX },
    maps: maps.map((map) => Float32Array.from(map, (sum, cell) => sum / Math.max(1, counts[cell] ?? 0))),
  };
}
