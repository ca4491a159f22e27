// The steps of a plan: what a worker runs for one sample, forward in order, backward in reverse.
import type { Planes } from './planes.ts';

/** Bytes or floats [height, width, channels] to planes, flipped if the stream says so. */
export interface LoadStep {
  kind: 'load';
  layers: string[];
  scale: number;
  offset: number;
  /** Stream names of the flips; an odd number of heads mirrors the picture. */
  flips: string[];
  output: Planes;
}

/** Convolution + bias + relu + max pooling; a convolution without pooling has pools of 1. */
export interface ConvolveStep {
  kind: 'convolve';
  layers: string[];
  input: Planes;
  output: Planes;
  kernelHeight: number;
  kernelWidth: number;
  /** Vectors of four columns in a kernel row. */
  kernelVectors: number;
  padTop: number;
  padLeft: number;
  filters: number;
  poolHeight: number;
  poolWidth: number;
  relu: boolean;
  /** Where kernel and bias begin in the vector of all parameters; -1 without bias. */
  kernelOffset: number;
  biasOffset: number;
  /** [filters / 4][ci][ky][kx][4] and [filters][ci][ky][4 * kernelVectors], written by `packWeights`. */
  forwardWeights: number;
  backwardWeights: number;
  bias: number;
  /** Gradient sums, laid out like backwardWeights, and of the bias. */
  weightSums: number;
  biasSums: number;
  pool: PoolBuffers;
  /** Convolved rows of four channels for `band` pooled rows. */
  rows: number;
  rowsStride: number;
  band: number;
  /** Where it pays: rows are then computed four at a time, what remains of a band in the direct way. */
  winograd: WinogradBuffers | undefined;
}

export interface WinogradBuffers {
  /** [filters / 4][phase][ci][kx][4], written by `packWeights`. */
  weights: number;
  /** Transformed rows of one band, [four rows][phase][ci]. */
  transformed: number;
  transformedStride: number;
  tile: number;
}

export interface PoolBuffers {
  columns: number;
  where: number;
  /** One byte a cell: row * poolWidth + column of the maximum, 255 where relu cut it off. */
  argmax: number;
  /** Byte offset of each such position in the input planes. */
  offsets: number;
  offsetTable: number[];
  /** Active cells of one channel: (offset, gradient) pairs. */
  list: number;
}

/** Max pooling that follows no convolution. */
export interface PoolStep {
  kind: 'pool';
  layers: string[];
  input: Planes;
  output: Planes;
  poolHeight: number;
  poolWidth: number;
  pool: PoolBuffers;
}

export interface DropoutStep {
  kind: 'dropout';
  layers: string[];
  /** In place. */
  values: Planes;
  threshold: number;
  scale: number;
  stream: string;
  mask: number;
}

export interface AffineStep {
  kind: 'affine';
  layers: string[];
  input: Planes;
  output: Planes;
  scale: number;
  offset: number;
}

export interface FlattenStep {
  kind: 'flatten';
  layers: string[];
  input: Planes;
  output: Planes;
}

export interface DenseStep {
  kind: 'dense';
  layers: string[];
  input: Planes;
  output: Planes;
  inputs: number;
  units: number;
  relu: boolean;
  kernelOffset: number;
  biasOffset: number;
  weights: number;
  bias: number;
  weightSums: number;
  biasSums: number;
}

export type Step = LoadStep | ConvolveStep | PoolStep | DropoutStep | AffineStep | FlattenStep | DenseStep;
