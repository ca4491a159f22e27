// Spatial dropout, in place: the kept channels are a function of (seed, layer name, epoch, sample).

import type { Machine } from '../kernels.ts';
import { randomWords } from '../random.ts';
import type { StepMaker, StepRecord, StepRunner } from './step.ts';

export interface SpatialDropout2dStep extends StepRecord {
  kind: 'spatialDropout2d';
  threshold: number;
  scale: number;
  stream: string;
  /** One byte per channel: 1 if it is kept. */
  mask: number;
}

export const spatialDropout2dMaker: StepMaker<{ rate: number }, SpatialDropout2dStep> = {
  inPlace: true,
  layOut: ({ arena, input, at, inference }, { name }, { rate }) => {
    if (rate === 0 || inference) return { steps: [], output: input, next: at + 1 };
    const step: SpatialDropout2dStep = {
      kind: 'spatialDropout2d',
      layers: [name],
      input,
      output: input,
      threshold: Math.round(rate * 65536),
      scale: Math.fround(1 / (1 - rate)),
      stream: name,
      mask: arena.bytes(input.channels),
    };
    return { steps: [step], output: input, next: at + 1 };
  },
};

// values = kept ? values * scale : 0, over the planes starting at `address`
function maskChannels({ kernels, bytes }: Machine, step: SpatialDropout2dStep, address: number): void {
  const { channels, height, width, rowStride, planeStride } = step.output;
  for (let c = 0; c < channels; c++) {
    const at = address + c * planeStride;
    const factor = bytes[step.mask + c] === 1 ? step.scale : 0;
    kernels.affine(at, at, height, width, rowStride, rowStride, factor, 0);
  }
}

export const spatialDropout2dRunner: StepRunner<SpatialDropout2dStep> = {
  forward: (machine, step, draw) => {
    const key = draw?.keys.get(step.stream);
    if (draw === undefined || key === undefined) return;
    // Sixteen bits per channel, two channels per word.
    for (let c = 0; c < step.output.channels; c++) {
      const word = randomWords(key, c >> 3, draw.sample, draw.epoch)[(c >> 1) & 3] ?? 0;
      const bits = c % 2 === 0 ? word & 0xffff : word >>> 16;
      machine.bytes[step.mask + c] = bits >= step.threshold ? 1 : 0;
    }
    maskChannels(machine, step, step.output.value);
  },
  backward: (machine, step) => {
    if (step.output.gradient !== 0) maskChannels(machine, step, step.output.gradient);
  },
  streams: (step) => [step.stream],
};
