// Shapes of what goes through layers, per sample.
import { ModelError } from './modelError.ts';

/** Per sample, without the batch: [height, width, channels] or [units]. */
export type Shape = readonly number[];

export interface Plane {
  height: number;
  width: number;
  channels: number;
}

/** The three sizes of an image's shape, or an error that says what came instead. */
export function planeOf(shape: Shape): Plane {
  const [height, width, channels] = shape;
  if (shape.length !== 3 || height === undefined || width === undefined || channels === undefined) {
    throw new ModelError(`needs an input of [height, width, channels], got ${describeShape(shape)}`);
  }
  return { height, width, channels };
}

/** The last size: channels of an image's shape, units of a vector. */
export function channelsOf(shape: Shape): number {
  return shape.at(-1) ?? 0;
}

/**
 * Number of values: the product of all sizes, 1 for the empty shape.
 *
 * @example sizeOf([600, 200, 3]) // 360000
 */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function describeShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}
