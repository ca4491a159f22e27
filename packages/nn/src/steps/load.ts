// The load step: pixels [height, width, channels] as bytes or floats become planes, rescaled, flipped if the stream says so.
import type { Chain } from '../chain.ts';
import { sizeOf } from '../layers/index.ts';
import { randomWords } from '../random.ts';
import type { Arena } from './arena.ts';
import type { Planes } from './planes.ts';
import type { Draw, StepRecord, StepRunner } from './step.ts';

/** `input` is the picture itself, as one row of `format`. */
export interface LoadStep extends StepRecord {
  kind: 'load';
  /** Address of the sample's pixels, and whether they are bytes or floats. */
  pixels: number;
  pixelBytes: number;
  format: 'uint8' | 'float32';
  scale: number;
  offset: number;
  /** Stream names of the flips; an odd number of heads mirrors the picture. */
  flips: string[];
}

/** The first step: takes leading rescalings and flips with it. */
export function layOutLoad(
  arena: Arena,
  chain: Chain,
  format: LoadStep['format'],
  observed: ReadonlySet<string>,
  output: (next: number) => Planes,
): { step: LoadStep; next: number } {
  const values = sizeOf(chain.inputShape);
  const pixelBytes = format === 'uint8' ? values : values * 4;
  const pixels = arena.bytes(pixelBytes);
  const layers: string[] = [];
  const flips: string[] = [];
  let scale = 1;
  let offset = 0;
  for (const { name, spec } of chain.layers) {
    if (spec.kind === 'rescaling') {
      scale = Math.fround(scale * spec.scale);
      offset = Math.fround(offset * spec.scale + spec.offset);
    } else if (spec.kind === 'randomFlip') {
      flips.push(name);
    } else {
      break;
    }
    layers.push(name);
    if (observed.has(name)) break;
  }
  const planes = output(layers.length);
  const step: LoadStep = {
    kind: 'load',
    layers,
    input: planes,
    output: planes,
    pixels,
    pixelBytes,
    format,
    scale,
    offset,
    flips,
  };
  return { step, next: layers.length };
}

function flipped(step: LoadStep, draw: Draw | undefined): number {
  if (draw === undefined) return 0;
  let flips = 0;
  for (const name of step.flips) {
    const key = draw.keys.get(name);
    if (key !== undefined) flips ^= randomWords(key, 0, draw.sample, draw.epoch)[0] & 1;
  }
  return flips;
}

export const loadRunner: StepRunner<LoadStep> = {
  forward: ({ kernels }, step, draw) => {
    const { height, width, channels, value, rowStride, planeStride } = step.output;
    const flip = flipped(step, draw);
    const kernel = step.format === 'uint8' ? kernels.loadBytes : kernels.loadFloats;
    kernel(step.pixels, height, width, channels, flip, step.scale, step.offset, value, rowStride, planeStride);
  },
  // Whoever wants the gradient of the picture reads that of the planes.
  backward: () => undefined,
  streams: (step) => step.flips,
};
