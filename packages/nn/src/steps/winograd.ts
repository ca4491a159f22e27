// Whether a convolution runs by Winograd's filtering, and its buffers. Depends on shapes alone, so bits do too.
import type { Arena } from './arena.ts';
import type { Planes } from './planes.ts';

export interface WinogradBuffers {
  /** Whether along the rows too, F(4x4, 3x3): columns then come out in groups of 16. */
  tiled: boolean;
  /** [filters / 4][phase][ci][kx][4], or [filters / 4][36][ci][4] where tiled; written by `packWeights`. */
  weights: number;
  /** Transformed rows of one band, [four rows][phase][ci]; where tiled those of four rows only. */
  transformed: number;
  transformedStride: number;
  /** Where tiled: values of one band, [four rows][36][ci][groups of four tiles]. */
  values: number;
  valuesStride: number;
  /** Columns that are computed. */
  columns: number;
  tile: number;
}

/** Rows that one pass of the kernel computes, and the transformed rows it needs for them. */
export const WINOGRAD_ROWS = 4;
export const WINOGRAD_PHASES = 6;

// More rows than these would leave the caches that make bands worthwhile.
const MAX_BAND_ROWS = 16;

/** Pooled rows computed together: as few as make whole groups of four rows, one where that would be too many. */
export function pooledRowsOfBand(poolHeight: number): number {
  for (let band = 1; band * poolHeight <= MAX_BAND_ROWS; band++) {
    if ((band * poolHeight) % WINOGRAD_ROWS === 0) return band;
  }
  return 1;
}

/** Columns of a group of four tiles. */
export const TILED_COLUMNS = 16;

// Wider planes would pay much memory for the three zero rows below them.
const MAX_ROW_BYTES = 16384;

/**
 * Buffers for a 3x3 convolution, nothing for others. Nothing either where it was measured to gain less than 15%: one
 * input channel for four filters, rows within the direct kernel's half block, and less than four rows. In two dimensions
 * from eight input channels on, where most of the groups are used: with fewer its transforms cost what it saves.
 */
export function layOutWinograd(
  arena: Arena,
  spec: { kernelSize: readonly [number, number]; filters: number },
  input: Planes,
  output: Planes,
  pools: { height: number; width: number },
): WinogradBuffers | undefined {
  const [kernelHeight, kernelWidth] = spec.kernelSize;
  if (kernelHeight !== 3 || kernelWidth !== 3 || input.rowStride > MAX_ROW_BYTES) return undefined;
  const { channels } = input;
  const rows = Math.min(pooledRowsOfBand(pools.height), output.height) * pools.height;
  const groups = (spec.filters + 3) >> 2;
  const width = output.width * pools.width;
  if (rows < WINOGRAD_ROWS || width <= 4 || channels * groups < 2) return undefined;
  const tiledColumns = (width + TILED_COLUMNS - 1) & ~(TILED_COLUMNS - 1);
  const tiled = channels >= 8 && width >= 0.75 * tiledColumns;
  const columns = tiled ? tiledColumns : (width + 7) & ~7;
  // Two more columns that the taps of the last one reach.
  const transformedStride = (columns + 4) * 4;
  const tiles = Math.ceil(rows / WINOGRAD_ROWS);
  const phaseRows = (tiled ? 1 : tiles) * WINOGRAD_PHASES * channels;
  // Vectors are taken in twos.
  const valuesStride = columns + 16;
  return {
    tiled,
    weights: arena.floats(groups * WINOGRAD_PHASES * channels * (tiled ? WINOGRAD_PHASES : kernelWidth) * 4),
    transformed: arena.bytes(phaseRows * transformedStride),
    transformedStride,
    values: tiled ? arena.bytes(tiles * WINOGRAD_PHASES ** 2 * channels * valuesStride) : 0,
    valuesStride,
    columns,
    tile: arena.bytes(WINOGRAD_PHASES ** 2 * 128),
  };
}
