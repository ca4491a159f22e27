// Selects Winograd filtering and lays out its buffers. Depends only on shapes, so results are reproducible bit for bit.
import type { Arena } from './arena.ts';
import type { Planes } from './planes.ts';

export interface WinogradBuffers {
  /** Tiled along the rows too, F(4x4, 3x3): columns are then computed in groups of 16. */
  tiled: boolean;
  /** [filters / 4][phase][ci][kx][4], or [filters / 4][36][ci][4] if tiled; written by `packWeights`. */
  weights: number;
  /** Transformed rows of one band, [four rows][phase][ci]; if tiled, of four rows only. */
  transformed: number;
  transformedStride: number;
  /** If tiled: values of one band, [four rows][36][ci][groups of four tiles]. */
  values: number;
  valuesStride: number;
  /** Number of columns computed. */
  columns: number;
  tile: number;
}

/** Rows computed in one pass of the kernel, and the transformed rows it needs for them. */
export const WINOGRAD_ROWS = 4;
export const WINOGRAD_PHASES = 6;

// More rows would not fit in the caches that make bands worthwhile.
const MAX_BAND_ROWS = 16;

/** Pooled rows computed together: the fewest that form whole groups of four rows, or one if that is too many. */
export function pooledRowsOfBand(poolHeight: number): number {
  for (let band = 1; band * poolHeight <= MAX_BAND_ROWS; band++) {
    if ((band * poolHeight) % WINOGRAD_ROWS === 0) return band;
  }
  return 1;
}

/** Columns in a group of four tiles. */
export const TILED_COLUMNS = 16;

// For wider planes, the three zero rows below them would cost too much memory.
const MAX_ROW_STRIDE = 16384;

/**
 * Buffers for a 3x3 convolution, undefined for others. Also undefined where the measured gain was below 15%: one input
 * channel with four filters, rows within half a block of the direct kernel, or fewer than four rows. Tiling in two
 * dimensions needs at least eight input channels and mostly full groups; otherwise the transforms cost what it saves.
 */
export function layOutWinograd(
  arena: Arena,
  spec: { kernelSize: readonly [number, number]; filters: number },
  input: Planes,
  output: Planes,
  pools: { height: number; width: number },
): WinogradBuffers | undefined {
  const [kernelHeight, kernelWidth] = spec.kernelSize;
  if (kernelHeight !== 3 || kernelWidth !== 3 || input.rowStride > MAX_ROW_STRIDE) return undefined;
  const { channels } = input;
  const rows = Math.min(pooledRowsOfBand(pools.height), output.height) * pools.height;
  const groups = (spec.filters + 3) >> 2;
  const width = output.width * pools.width;
  if (rows < WINOGRAD_ROWS || width <= 4 || channels * groups < 2) return undefined;
  const tiledColumns = (width + TILED_COLUMNS - 1) & ~(TILED_COLUMNS - 1);
  const tiled = channels >= 8 && width >= 0.75 * tiledColumns;
  const columns = tiled ? tiledColumns : (width + 7) & ~7;
  // The taps of the last column reach two more columns.
  const transformedStride = (columns + 4) * 4;
  const tiles = Math.ceil(rows / WINOGRAD_ROWS);
  const phaseRows = (tiled ? 1 : tiles) * WINOGRAD_PHASES * channels;
  // Vectors are processed in pairs.
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
