// Options shared by augmentation layers: random ranges, fill mode and value range.

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

/** A range as [low, high], or one number whose meaning depends on the layer. */
export type RangeOption = number | readonly [number, number];

/** Options of layers that move pixels. */
export interface FillOptions {
  /** How to fill pixels outside the image; default `reflect`. */
  fillMode?: FillMode;
  /** Fill value for `constant`; default 0. */
  fillValue?: number;
  /** Default `bilinear`. */
  interpolation?: Interpolation;
}

export interface ValueRangeOption {
  /**
   * Lowest and highest input value. Default: the range that bytes map to at this layer, [0, 255], or [0, 1] after a
   * rescaling by 1 / 255. Required for float images with another range.
   */
  valueRange?: readonly [number, number];
}

interface Bounds {
  least: number;
  most: number;
  /** Converts a single number to a range. */
  single(value: number): Range;
}

/** Checks a range; both ends must lie within the bounds, and the lower end comes first (Keras sorts too). */
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

/** A single number f means [-f, f]. */
export function signedRange(layer: string, option: string, value: unknown): Range {
  return rangeOf(layer, option, value, {
    least: -1,
    most: 1,
    single: (factor) => [-Math.abs(factor), Math.abs(factor)],
  });
}

/** A single number f means [0, f]. */
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

/** Checks the value range; undefined selects the default. */
export function valueRangeOf(layer: string, value: unknown): { valueRange?: Range } {
  if (value === undefined) return {};
  const wrong = (given: string) =>
    new ModelError(`${layer}: valueRange must be [low, high] with low below high, got ${given}`);
  if (!Array.isArray(value) || value.length !== 2) throw wrong(String(value));
  const [low, high] = [finiteNumber(layer, 'valueRange', value[0]), finiteNumber(layer, 'valueRange', value[1])];
  if (low >= high) throw wrong(`[${low}, ${high}]`);
  return { valueRange: [low, high] };
}

/** Checks a probability from 0 to 1. */
export function probability(layer: string, option: string, value: unknown): number {
  const share = finiteNumber(layer, option, value);
  if (share < 0 || share > 1) throw new ModelError(`${layer}: ${option} must be from 0 to 1, got ${share}`);
  return share;
}

/** Checks values given as one number for all channels or one per channel, and copies them. */
export function channelValues(layer: string, option: string, value: unknown): number | number[] {
  if (!Array.isArray(value)) return finiteNumber(layer, option, value);
  if (value.length === 0) throw new ModelError(`${layer}: ${option} must be a number or one a channel, got none`);
  return value.map((item) => finiteNumber(layer, option, item));
}

/** Parts shared by all augmentation layers: the shape is unchanged, and the load step applies the operation. */
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
    // The layer's options are those of the operation with this name.
    load: (spec: S) => ({ augmentation: name, options: spec }) as unknown as Augmentation,
  };
}

/** Throws unless a list has one value per channel. */
export function oneAChannel(option: string, values: number | number[] | undefined, channels: number): void {
  if (!Array.isArray(values) || values.length === channels) return;
  throw new ModelError(`${option} holds ${values.length} numbers, the picture has ${channels} channels`);
}
