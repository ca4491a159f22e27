// Dropout, in place: the kept values are a function of (seed, layer name, epoch, sample).
import type { StepMaker, StepRecord, StepRunner } from './step.ts';

export interface DropoutStep extends StepRecord {
  kind: 'dropout';
  threshold: number;
  scale: number;
  stream: string;
  mask: number;
}

export const dropoutMaker: StepMaker<{ rate: number }, DropoutStep> = {
  inPlace: true,
  layOut: ({ arena, input, at, inference }, { name }, { rate }) => {
    if (rate === 0 || inference) return { steps: [], output: input, next: at + 1 };
    const step: DropoutStep = {
      kind: 'dropout',
      layers: [name],
      input,
      output: input,
      threshold: Math.round(rate * 65536),
      scale: Math.fround(1 / (1 - rate)),
      stream: name,
      mask: arena.bytes(input.channels * input.height * input.width),
    };
    return { steps: [step], output: input, next: at + 1 };
  },
};

export const dropoutRunner: StepRunner<DropoutStep> = {
  forward: ({ kernels }, step, draw) => {
    const key = draw?.keys.get(step.stream);
    if (draw === undefined || key === undefined) return;
    const { channels, height, width, rowStride, planeStride, value } = step.output;
    const { threshold, scale, mask } = step;
    const { sample, epoch } = draw;
    const { k0, k1, seedHigh } = key;
    kernels.dropout(
      value,
      channels,
      height,
      width,
      rowStride,
      planeStride,
      threshold,
      scale,
      mask,
      sample,
      epoch,
      seedHigh,
      k0,
      k1,
    );
  },
  backward: ({ kernels }, step) => {
    const { gradient, channels, height, width, rowStride, planeStride } = step.output;
    if (gradient === 0) return;
    kernels.applyMask(gradient, channels, height, width, rowStride, planeStride, step.scale, step.mask);
  },
  streams: (step) => [step.stream],
};
