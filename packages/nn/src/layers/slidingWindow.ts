// Where windows (kernels, pools) lie along one axis of a picture: strides and padding as Keras defines them.
import { ModelError } from '../modelError.ts';
import { type Padding, type Plane, planeOf, type Shape } from './layer.ts';

/** How a window slides over the rows and the columns, each as [height, width]. */
export interface Sliding {
  size: readonly [number, number];
  strides: readonly [number, number];
  padding: Padding;
}

/** The windows along one axis. */
export interface Windows {
  /** How many there are. */
  count: number;
  /** Positions of the first window that lie before the picture. */
  before: number;
  /** Positions of the last window that lie past the picture. */
  after: number;
}

/**
 * Windows of `size` along an axis of `length`. `valid`: floor((length - size) / stride) + 1 windows, all inside.
 * `same`: ceil(length / stride) windows; of the padding, max((count - 1) * stride + size - length, 0) in all, half lies
 * before the picture, rounded down (as TensorFlow and Keras pad). `valid` may give a count below 1.
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
 * [rows, columns] of windows over a picture.
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
