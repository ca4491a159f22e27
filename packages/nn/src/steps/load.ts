// The load step: converts pixels [height, width, channels] to planes, rescaled and, in training, augmented.
import type { Machine } from '../kernels.ts';
import { type Shape, sizeOf } from '../shape.ts';
import type { Arena } from './arena.ts';
import {
  type Augmentation,
  Chance,
  type DrawnOperation,
  drawChange,
  drawFlip,
  type FlipMode,
  layOutAugmentation,
  movesPixels,
  type Range,
  rescale,
} from './augment/index.ts';
import type { Planes } from './planes.ts';
import type { Draw, StepRecord, StepRunner } from './step.ts';

interface Rescaled {
  scale: number;
  offset: number;
}

/** `input` is the image itself, as one row of `format`. */
export interface LoadStep extends StepRecord {
  kind: 'load';
  /** Address of the sample's pixels, and whether they are bytes or floats. */
  pixels: number;
  pixelBytes: number;
  format: 'uint8' | 'float32';
  /** All leading rescalings combined: how pixels are loaded in inference. */
  scale: number;
  offset: number;
  /** In training: rescalings and flips before the first operation, folded into the load. */
  head: Rescaled;
  flips: { stream: string; mode: FlipMode }[];
  /** Operations that follow, in order; empty if flips are the only augmentation. */
  operations: (DrawnOperation | Rescaled)[];
  /** A second set of planes for operations that move pixels; 0 if there are none. */
  scratch: number;
}

const unscaled: Rescaled = { scale: 1, offset: 0 };

function followedBy(before: Rescaled, { scale, offset }: Rescaled): Rescaled {
  return { scale: Math.fround(before.scale * scale), offset: Math.fround(before.offset * scale + offset) };
}

/** The value range that bytes from 0 to 255 map to. */
function rangeOfBytes({ scale, offset }: Rescaled): Range {
  const ends = [offset, 255 * scale + offset];
  return [Math.min(...ends), Math.max(...ends)];
}

/** How a layer is folded into the load. */
export type LoadPart = Rescaled | Augmentation;

/** A layer before the first one that computes. */
export interface LeadingLayer {
  name: string;
  load: LoadPart;
}

/** Lays out the first step, with the leading rescalings and augmentation folded in. `planes` is its output. */
export function layOutLoad(
  arena: Arena,
  inputShape: Shape,
  leading: readonly LeadingLayer[],
  format: LoadStep['format'],
  planes: Planes,
): LoadStep {
  const values = sizeOf(inputShape);
  const pixelBytes = format === 'uint8' ? values : values * 4;
  const pixels = arena.bytes(pixelBytes);
  let whole = unscaled;
  let head = unscaled;
  const flips: LoadStep['flips'] = [];
  const operations: LoadStep['operations'] = [];
  for (const { name, load } of leading) {
    const atHead = operations.length === 0;
    if ('scale' in load) {
      whole = followedBy(whole, load);
      if (atHead) head = whole;
      else operations.push({ scale: load.scale, offset: load.offset });
    } else if (load.augmentation === 'flip' && atHead) {
      flips.push({ stream: name, mode: load.options.mode });
    } else {
      operations.push(layOutAugmentation(load, name, arena, planes, rangeOfBytes(whole)));
    }
  }
  const scratch = operations.some((operation) => 'stream' in operation && movesPixels(operation))
    ? arena.bytes(planes.bytes) + planes.origin
    : 0;
  return {
    kind: 'load',
    layers: leading.map(({ name }) => name),
    input: planes,
    output: planes,
    pixels,
    pixelBytes,
    format,
    ...whole,
    head,
    flips,
    operations,
    scratch,
  };
}

function chanceOf(stream: string, draw: Draw): Chance | undefined {
  const key = draw.keys.get(stream);
  return key === undefined ? undefined : new Chance(key, draw);
}

// Two flips in the same direction cancel. A vertical flip writes a plane from its last row upward.
function load({ kernels }: Machine, step: LoadStep, to: number, { scale, offset }: Rescaled, draw?: Draw): void {
  const { height, width, channels, rowStride, planeStride } = step.output;
  let horizontal = false;
  let vertical = false;
  for (const { stream, mode } of draw === undefined ? [] : step.flips) {
    const chance = draw === undefined ? undefined : chanceOf(stream, draw);
    if (chance === undefined) continue;
    const flip = drawFlip(mode, chance);
    horizontal = horizontal !== flip.horizontal;
    vertical = vertical !== flip.vertical;
  }
  const kernel = step.format === 'uint8' ? kernels.loadBytes : kernels.loadFloats;
  const start = vertical ? to + (height - 1) * rowStride : to;
  const stride = vertical ? -rowStride : rowStride;
  kernel(step.pixels, height, width, channels, horizontal ? 1 : 0, scale, offset, start, stride, planeStride);
}

// Planes are loaded where an even number of moves ends in the output.
function loadAugmented(machine: Machine, step: LoadStep, draw: Draw): void {
  const changes = step.operations.flatMap((operation) => {
    if (!('stream' in operation)) return [rescale(step.output, operation)];
    const chance = chanceOf(operation.stream, draw);
    const change = chance === undefined ? undefined : drawChange(operation, step.output, chance);
    return change === undefined ? [] : [change];
  });
  const moves = changes.filter((change) => change.moves).length;
  let at = moves % 2 === 0 ? step.output.value : step.scratch;
  load(machine, step, at, step.head, draw);
  for (const change of changes) {
    const to = change.moves ? step.output.value + step.scratch - at : at;
    change.run(machine, at, to);
    at = to;
  }
}

export const loadRunner: StepRunner<LoadStep> = {
  forward: (machine, step, draw) => {
    // A draw without keys is a pass that keeps values for the backward pass but has no randomness.
    if (draw === undefined || draw.keys.size === 0) load(machine, step, step.output.value, step);
    else loadAugmented(machine, step, draw);
  },
  // The gradient of the image is the gradient of the planes.
  backward: () => undefined,
  streams: ({ flips, operations }) => [
    ...flips.map(({ stream }) => stream),
    ...operations.flatMap((operation) => ('stream' in operation ? [operation.stream] : [])),
  ],
};
