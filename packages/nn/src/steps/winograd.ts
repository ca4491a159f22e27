// Whether a convolution runs by Winograd's filtering, and its buffers. Depends on shapes alone, so bits do too.
import type { Arena } from './arena.ts';
import type { Planes } from './planes.ts';

export interface WinogradBuffers {
  /** [filters / 4][phase][ci][kx][4], written by `packWeights`. */
  weights: number;
  /** Transformed rows of one band, [four rows][phase][ci]. */
  transformed: number;
  transformedStride: number;
  tile: number;
}

/** Rows that one pass of the kernel computes, and the transformed rows it needs for them. */
export const WINOGRAD_ROWS = 4;
export const WINOGRAD_PHASES = 6;

// More rows than these would leave the caches that make bands worthwhile.
const MOST_ROWS = 16;

/** Pooled rows computed together: as few as make whole groups of four rows, one where that would be too many. */
export function pooledRowsOfBand(poolHeight: number): number {
  for (let band = 1; band * poolHeight <= MOST_ROWS; band++) {
    if ((band * poolHeight) % WINOGRAD_ROWS === 0) return band;
  }
  return 1;
}

/**
 * Buffers for a 3x3 convolution with at least four rows to compute, nothing for others. Nothing either where it was
 * measured to gain less than 15 %: one input channel for four filters, and rows within the direct kernel's half block.
 */
export function layOutWinograd(
  arena: Arena,
  spec: { kernelSize: readonly [number, number]; filters: number },
  channels: number,
  output: Planes,
  pools: { height: number; width: number },
): WinogradBuffers | undefined {
  const [kernelHeight, kernelWidth] = spec.kernelSize;
  if (kernelHeight !== 3 || kernelWidth !== 3) return undefined;
  const rows = Math.min(pooledRowsOfBand(pools.height), output.height) * pools.height;
  const groups = (spec.filters + 3) >> 2;
  const width = output.width * pools.width;
  if (rows < WINOGRAD_ROWS || width <= 4 || channels * groups < 2) return undefined;
  // Eight pixels at a time, and two more columns that the taps of the last one reach.
  const transformedStride = (((width + 7) & ~7) + 4) * 4;
  const transforms = Math.floor(rows / WINOGRAD_ROWS) * WINOGRAD_PHASES;
  return {
    weights: arena.floats(groups * WINOGRAD_PHASES * channels * kernelWidth * 4),
    transformed: arena.bytes(transforms * channels * transformedStride),
    transformedStride,
    tile: arena.bytes(WINOGRAD_PHASES * 128),
  };
}
