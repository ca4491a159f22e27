// Options that augmentation layers share: ranges to draw from, how outside pixels are filled, the range of values.

import { ModelError } from '../modelError.ts';
import type { Shape } from '../shape.ts';
import { planeOf } from '../shape.ts';
import type {
  Augmentation,
  AugmentationName,
  AugmentationOptions,
  FillMode,
  FillSpec,
  Interpolation,
  Range,
} from '../steps/index.ts';
import { finiteNumber, oneOf } from './options.ts';

/** A range given as [low, high], or as one number with the meaning the layer gives it. */
export type RangeOption = number | readonly [number, number];

/** Options of layers that move pixels. */
export interface FillOptions {
  /** What stands outside the image; default `reflect`. */
  fillMode?: FillMode;
  /** The value outside with `constant`; default 0. */
  fillValue?: number;
  /** Default `bilinear`. */
  interpolation?: Interpolation;
}

export interface ValueRangeOption {
  /**
   * Lowest and highest value of the images where this layer stands. Default what bytes have become there: [0, 255], or
   * [0, 1] after a rescaling by 1 / 255. Images of floats in another range need it.
   */
  valueRange?: readonly [number, number];
}

interface Bounds {
  least: number;
  most: number;
  /** The range that one number stands for. */
  single(value: number): Range;
}

/** Checks a range; both ends must lie in the bounds, and the lower is put first (Keras sorts too). */
export function rangeOf(layer: string, option: string, value: unknown, { least, most, single }: Bounds): Range {
  const wrong = (given: string) => {
    const limits = most === Number.POSITIVE_INFINITY ? `of at least ${least}` : `from ${least} to ${most}`;
    return new ModelError(`${layer}: ${option} must be a number ${limits} or [low, high] of such, got ${given}`);
  };
  const checked = (end: unknown) => {
    if (typeof end !== 'number' || !Number.isFinite(end) || end < least || end > most) throw wrong(String(end));
    return end;
  };
  if (!Array.isArray(value)) return single(checked(value));
  if (value.length !== 2) throw wrong(`${value.length} numbers`);
  const low = checked(value[0]);
  const high = checked(value[1]);
  return low <= high ? [low, high] : [high, low];
}

/** One number f means [-f, f]. */
export function signedRange(layer: string, option: string, value: unknown): Range {
  return rangeOf(layer, option, value, {
    least: -1,
    most: 1,
    single: (factor) => [-Math.abs(factor), Math.abs(factor)],
  });
}

/** One number f means [0, f]. */
export function rangeFromZero(layer: string, option: string, value: unknown, most = Number.POSITIVE_INFINITY): Range {
  return rangeOf(layer, option, value, { least: 0, most, single: (top) => [0, top] });
}

/** Checks the options of layers that move pixels. */
export function fillOf(
  layer: string,
  { fillMode = 'reflect', fillValue = 0, interpolation = 'bilinear' }: FillOptions,
): FillSpec {
  return {
    fillMode: oneOf(layer, 'fillMode', fillMode, ['reflect', 'constant', 'nearest', 'wrap']),
    fillValue: finiteNumber(layer, 'fillValue', fillValue),
    interpolation: oneOf(layer, 'interpolation', interpolation, ['bilinear', 'nearest']),
  };
}

/** The checked range of values, or nothing where the default is wanted. */
export function valueRangeOf(layer: string, value: unknown): { valueRange?: Range } {
  if (value === undefined) return {};
  const wrong = (given: string) =>
    new ModelError(`${layer}: valueRange must be [low, high] with low below high, got ${given}`);
  if (!Array.isArray(value) || value.length !== 2) throw wrong(String(value));
  const [low, high] = [finiteNumber(layer, 'valueRange', value[0]), finiteNumber(layer, 'valueRange', value[1])];
  if (low >= high) throw wrong(`[${low}, ${high}]`);
  return { valueRange: [low, high] };
}

/** A probability from 0 to 1. */
export function probability(layer: string, option: string, value: unknown): number {
  const share = finiteNumber(layer, option, value);
  if (share < 0 || share > 1) throw new ModelError(`${layer}: ${option} must be from 0 to 1, got ${share}`);
  return share;
}

/** Values as one number for all channels or one a channel; copied. */
export function channelValues(layer: string, option: string, value: unknown): number | number[] {
  if (!Array.isArray(value)) return finiteNumber(layer, option, value);
  if (value.length === 0) throw new ModelError(`${layer}: ${option} must be a number or one a channel, got none`);
  return value.map((each) => finiteNumber(layer, option, each));
}

/** What all augmentation layers share: the shape stays, and the load applies their operation. */
export function augmentation<Name extends AugmentationName, S extends AugmentationOptions<Name>>(
  name: Name,
  check: (spec: S, channels: number) => void = () => undefined,
) {
  return {
    outputShape: (spec: S, input: Shape) => {
      check(spec, planeOf(input).channels);
      return input;
    },
    trainingOnly: true as const,
    // The options are those of the operation of this name.
    load: (spec: S) => ({ augmentation: name, options: spec }) as unknown as Augmentation,
  };
}

/** Throws unless a list of values holds one a channel. */
export function oneAChannel(option: string, values: number | number[] | undefined, channels: number): void {
  if (!Array.isArray(values) || values.length === channels) return;
  throw new ModelError(`${option} holds ${values.length} numbers, the picture has ${channels} channels`);
}
