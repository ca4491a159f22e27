// Occlusion sensitivity: drop of a score when a patch of the image is covered (Zeiler and Fergus 2014,
// arXiv:1311.2901).
import type { CellGrid } from './map.ts';

/** Size and stride of occlusion patches, in pixels. */
export interface Patches {
  height: number;
  width: number;
  stepY: number;
  stepX: number;
}

/** Result of `occlusion`. */
export interface OcclusionMaps {
  /** Number of rows of cells; a cell has `stepY` x `stepX` pixels. */
  height: number;
  width: number;
  grid: CellGrid;
  /** One map per score: mean drop of the score over the patches that cover a cell; negative if the score rises. */
  maps: Float32Array[];
}

/** Default patches: a tenth of the height and a fifth of the width, overlapping by half, at least 1 pixel. */
export function defaultPatches({ height, width }: { height: number; width: number }): Patches {
  const stepY = Math.max(1, Math.round(height / 20));
  const stepX = Math.max(1, Math.round(width / 10));
  return { height: Math.min(height, 2 * stepY), width: Math.min(width, 2 * stepX), stepY, stepX };
}

/** Computes the mean color of an image, [height, width, channels], rounded. */
export function meanColor(pixels: ArrayLike<number>, channels: number): number[] {
  const sums = new Array<number>(channels).fill(0);
  for (let i = 0; i < pixels.length; i += 1) sums[i % channels] = (sums[i % channels] ?? 0) + (pixels[i] ?? 0);
  return sums.map((sum) => Math.round((sum * channels) / pixels.length));
}

/** Window in pixels; `bottom` and `right` are exclusive. */
export interface Window {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** Lists the patches that cover an image, clipped at its edges. */
export function patchWindows(patches: Patches, size: { height: number; width: number }): Window[] {
  const windows: Window[] = [];
  // Patches start before the first cell, so that cells at the edge are covered as often as others.
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

/** Fills a window of `into`, which holds the image, with a color; `uncover` reverts it. */
export function cover(into: Uint8Array, width: number, color: readonly number[], window: Window): void {
  const channels = color.length;
  for (let y = window.top; y < window.bottom; y += 1)
    for (let x = window.left; x < window.right; x += 1)
      for (let c = 0; c < channels; c += 1) into[(y * width + x) * channels + c] = color[c] ?? 0;
}

/** Restores a covered window from the original image. */
export function uncover(into: Uint8Array, width: number, channels: number, from: Uint8Array, window: Window): void {
  for (let y = window.top; y < window.bottom; y += 1) {
    const start = (y * width + window.left) * channels;
    into.set(from.subarray(start, start + (window.right - window.left) * channels), start);
  }
}

/**
 * Covers each patch with the image's mean color and measures the drop of the scores.
 *
 * @param scoresOf scores of an image of the same size
 * @returns one map per score
 */
export function occlusion(
  pixels: Uint8Array,
  size: { height: number; width: number; channels: number },
  scoresOf: (pixels: Uint8Array) => ArrayLike<number>,
  patches: Patches = defaultPatches(size),
): OcclusionMaps {
  const { height, width, channels } = size;
  const color = meanColor(pixels, channels);
  const original = Array.from(scoresOf(pixels));
  const rows = Math.ceil(height / patches.stepY);
  const columns = Math.ceil(width / patches.stepX);
  const maps = original.map(() => new Float64Array(rows * columns));
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
          map[cell] = (map[cell] ?? 0) + (original[index] ?? 0) - (scores[index] ?? 0);
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
