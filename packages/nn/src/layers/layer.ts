// What a layer is: plain data (its spec), and a definition that knows shapes, weights and cost.
import { ModelError } from '../modelError.ts';
import type { Initializer } from './initializer.ts';

/** Per sample, without the batch: [height, width, channels] or [units]. */
export type Shape = readonly number[];

export type Padding = 'valid' | 'same';

export interface WeightShape {
  /** `kernel`, `bias`, `gamma`, `movingMean`. */
  name: string;
  shape: Shape;
  initializer: Initializer;
  /** Inputs and outputs of one unit, for the initializer. */
  fanIn: number;
  fanOut: number;
  /** Whether the optimizer changes it; default true. Moving statistics are changed by the forward pass. */
  trainable?: boolean;
  /** At least 0: l2 times the sum of squares is added to the loss (Keras' `regularizers.L2`); default 0. */
  l2?: number;
}

/** A layer's options with its kind and, once in a chain, its name. */
export interface Spec<Kind extends string> {
  kind: Kind;
  name?: string;
}

export interface LayerDefinition<S extends Spec<string>> {
  kind: S['kind'];
  /** Keras' class name, for summaries. */
  className: string;
  /** Throws a ModelError without a layer name; the chain puts it in front. */
  outputShape(spec: S, input: Shape): Shape;
  weights(spec: S, input: Shape): WeightShape[];
  /** Multiply-adds of one forward pass of one sample. */
  multiplyAdds(spec: S, input: Shape, output: Shape): number;
}

export interface Plane {
  height: number;
  width: number;
  channels: number;
}

/** The three sizes of a picture-like shape, or an error that says what came instead. */
export function planeOf(shape: Shape): Plane {
  const [height, width, channels] = shape;
  if (shape.length !== 3 || height === undefined || width === undefined || channels === undefined) {
    throw new ModelError(`needs an input of [height, width, channels], got ${describeShape(shape)}`);
  }
  return { height, width, channels };
}

/** The last size: channels of a picture-like shape, units of a vector. */
export function channelsOf(shape: Shape): number {
  return shape.at(-1) ?? 0;
}

export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function describeShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** Checks an option that must be a whole number of at least `least`. */
export function wholeNumber(layer: string, option: string, value: unknown, least = 1): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least) {
    throw new ModelError(`${layer}: ${option} must be a whole number of at least ${least}, got ${String(value)}`);
  }
  return value;
}

/** Checks an option that must be one of a few words. */
export function oneOf<Word extends string>(
  layer: string,
  option: string,
  value: unknown,
  words: readonly Word[],
): Word {
  const found = words.find((word) => word === value);
  if (found === undefined) {
    throw new ModelError(`${layer}: ${option} must be one of ${words.join(', ')}, got ${String(value)}`);
  }
  return found;
}

/** A size given as one number or as [height, width]. */
export function pairOf(layer: string, option: string, value: unknown): [number, number] {
  const [height, width] = Array.isArray(value) ? value : [value, value];
  if (Array.isArray(value) && value.length !== 2) {
    throw new ModelError(`${layer}: ${option} must be a number or [height, width], got ${value.length} numbers`);
  }
  return [wholeNumber(layer, option, height), wholeNumber(layer, option, width)];
}

/** The optional name every layer takes. */
export function named(layer: string, name: unknown): { name?: string } {
  if (name === undefined) return {};
  if (typeof name !== 'string' || !/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) {
    throw new ModelError(`${layer}: name must begin with a letter and hold letters, digits and _, got ${String(name)}`);
  }
  return { name };
}

export function booleanOption(layer: string, option: string, value: unknown): boolean {
  if (typeof value !== 'boolean') {
    throw new ModelError(`${layer}: ${option} must be true or false, got ${String(value)}`);
  }
  return value;
}

export function finiteNumber(layer: string, option: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new ModelError(`${layer}: ${option} must be a number, got ${String(value)}`);
  }
  return value;
}
