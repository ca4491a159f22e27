// Global pooling: the mean or maximum of each channel, as a vector or as planes of one pixel.
import { clearGradient, type StepMaker, type StepRecord, type StepRunner } from './step.ts';

export interface GlobalPoolStep extends StepRecord {
  kind: 'globalPool';
  take: 'mean' | 'maximum';
  /** Bytes between the numbers of adjacent channels. */
  outputStride: number;
  /** Byte offset of each channel's maximum in its plane. */
  argmax: number;
}

function makerOf(take: GlobalPoolStep['take']): StepMaker<{ keepdims: boolean }, GlobalPoolStep> {
  return {
    layOut: (place, layer, { keepdims }) => {
      const { arena, input, at } = place;
      const output = place.output(layer.outputShape, at + 1, place.needsGradient);
      const step: GlobalPoolStep = {
        kind: 'globalPool',
        layers: [layer.name],
        input,
        output,
        take,
        outputStride: keepdims ? output.planeStride : 4,
        argmax: arena.floats(input.channels),
      };
      return { steps: [step], output, next: at + 1 };
    },
  };
}

export const globalAveragePoolMaker = makerOf('mean');
export const globalMaxPoolMaker = makerOf('maximum');

export const globalPoolRunner: StepRunner<GlobalPoolStep> = {
  forward: ({ kernels, floats, integers }, step) => {
    const { input, output, outputStride, take, argmax } = step;
    const { height, width, rowStride, planeStride } = input;
    for (let c = 0; c < input.channels; c++) {
      const plane = input.value + c * planeStride;
      const to = (output.value + c * outputStride) / 4;
      if (take === 'mean') {
        floats[to] = kernels.planeMean(plane, rowStride, height, width);
      } else {
        const at = kernels.planeArgmax(plane, rowStride, height, width);
        integers[argmax / 4 + c] = at;
        floats[to] = floats[(plane + at) / 4] ?? 0;
      }
    }
  },
  backward: ({ kernels, bytes, floats, integers }, step) => {
    const { input, output, outputStride, take, argmax } = step;
    const { height, width, rowStride, planeStride } = input;
    if (input.gradient === 0) return;
    if (take === 'maximum') clearGradient(input, bytes);
    for (let c = 0; c < input.channels; c++) {
      const gradient = floats[(output.gradient + c * outputStride) / 4] ?? 0;
      const plane = input.gradient + c * planeStride;
      if (take === 'mean') kernels.fillPlane(plane, rowStride, height, width, gradient / (height * width));
      else floats[(plane + (integers[argmax / 4 + c] ?? 0)) / 4] = gradient;
    }
  },
};
