// Where windows (kernels, pools) lie along one axis of an image: strides and padding as Keras defines them.
import { ModelError } from './modelError.ts';
import { type Plane, planeOf, type Shape } from './shape.ts';

export type Padding = 'valid' | 'same';

/** How a window slides over the rows and the columns, each as [height, width]. */
export interface Sliding {
  size: readonly [number, number];
  strides: readonly [number, number];
  padding: Padding;
}

/** The windows of a layer with these options. */
export function kernelWindows(spec: Omit<Sliding, 'size'> & { kernelSize: Sliding['size'] }): Sliding {
  return { size: spec.kernelSize, strides: spec.strides, padding: spec.padding };
}

/** The same for a pool. */
export function poolWindows(spec: Omit<Sliding, 'size'> & { poolSize: Sliding['size'] }): Sliding {
  return { size: spec.poolSize, strides: spec.strides, padding: spec.padding };
}

/** The windows along one axis. */
export interface Windows {
  /** Number of windows. */
  count: number;
  /** Positions of the first window that lie before the image. */
  before: number;
  /** Positions of the last window that lie past the image. */
  after: number;
}

/**
 * Windows of `size` along an axis of `length`. `valid`: floor((length - size) / stride) + 1 windows, all inside.
 * `same`: ceil(length / stride) windows; of the padding, max((count - 1) * stride + size - length, 0) in all, half lies
 * before the image, rounded down (as TensorFlow and Keras pad). `valid` may give a count below 1.
 */
export function windowsAlong(length: number, size: number, stride: number, padding: Padding): Windows {
  if (padding === 'valid') return { count: Math.floor((length - size) / stride) + 1, before: 0, after: 0 };
  const count = Math.ceil(length / stride);
  const total = Math.max((count - 1) * stride + size - length, 0);
  const before = Math.floor(total / 2);
  return { count, before, after: total - before };
}

/** Windows over the rows and over the columns of a plane. */
export function windowsOver({ height, width }: Plane, { size, strides, padding }: Sliding): [Windows, Windows] {
  return [windowsAlong(height, size[0], strides[0], padding), windowsAlong(width, size[1], strides[1], padding)];
}

/**
 * [rows, columns] of windows over an image.
 *
 * @throws ModelError where not even one fits: `pool 4 does not fit an input 3 wide`.
 */
export function windowGrid(what: 'kernel' | 'pool', input: Shape, sliding: Sliding): [number, number] {
  const plane = planeOf(input);
  const [rows, columns] = windowsOver(plane, sliding);
  const [tall, wide] = sliding.size;
  if (rows.count < 1) throw new ModelError(`${what} ${tall} does not fit an input ${plane.height} high`);
  if (columns.count < 1) throw new ModelError(`${what} ${wide} does not fit an input ${plane.width} wide`);
  return [rows.count, columns.count];
}
