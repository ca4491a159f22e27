// Buffers of a max pooling whose stride equals its size, shared by convolutions with pooling and by separate pools.
import type { Kernels, Machine } from '../kernels.ts';
import type { PoolOptions } from '../resolvedLayer.ts';
import { planeOf, type Shape } from '../shape.ts';
import { windowsOver } from '../slidingWindow.ts';
import type { Arena } from './arena.ts';
import type { Planes } from './planes.ts';

export interface PoolBuffers {
  columns: number;
  where: number;
  /** One byte per cell: row * poolWidth + column of the maximum, 255 if relu zeroed it. */
  argmax: number;
  /** Byte offset of each of these positions in the input planes. */
  offsets: number;
  offsetTable: number[];
  /** Active cells of one channel: (offset, gradient) pairs. */
  list: number;
}

/** Maximum number of positions in a pool: they are stored as bytes, and 255 marks a dead cell. */
export const MAX_POOL_POSITIONS = 255;

/** Whether pools tile the input without padding, so that each position belongs to at most one cell. */
export function fillsCells({ poolSize, strides, padding }: PoolOptions, input: Shape): boolean {
  if (poolSize[0] !== strides[0] || poolSize[1] !== strides[1]) return false;
  const windows = windowsOver(planeOf(input), { size: poolSize, strides, padding });
  return windows.every(({ before, after }) => before === 0 && after === 0);
}

export function layOutPool(
  arena: Arena,
  input: Planes,
  output: Planes,
  poolHeight: number,
  poolWidth: number,
): PoolBuffers {
  const offsetTable: number[] = [];
  for (let y = 0; y < poolHeight; y++) {
    for (let x = 0; x < poolWidth; x++) offsetTable.push(y * input.rowStride + x * 4);
  }
  // Vectors of four cells may start at the last one.
  const rowFloats = (output.width + 4) * poolWidth + 16;
  return {
    columns: arena.floats(rowFloats),
    where: arena.floats(rowFloats),
    argmax: arena.bytes(output.channels * output.height * output.width),
    // The offset of a dead cell is looked up too before it is discarded.
    offsets: arena.floats(256),
    offsetTable,
    list: arena.bytes((output.height * output.width + 1) * 8),
  };
}

/** A step with pooling. */
export interface Pooling {
  input: Planes;
  output: Planes;
  poolHeight: number;
  poolWidth: number;
  pool: PoolBuffers;
}

export function preparePool({ integers }: Machine, { pool }: Pooling): void {
  integers.set(pool.offsetTable, pool.offsets / 4);
}

/** Lists the cells of one channel that receive a gradient; returns their number. */
export function listActive(kernels: Kernels, step: Pooling, channel: number): number {
  const { input, output, pool, poolHeight, poolWidth } = step;
  return kernels.listActive(
    output.gradient + channel * output.planeStride,
    output.rowStride,
    pool.argmax + channel * output.height * output.width,
    output.height,
    output.width,
    pool.offsets,
    poolHeight * input.rowStride,
    poolWidth * 4,
    pool.list,
  );
}
