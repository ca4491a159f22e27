// Flattens planes to one vector in the order height, width, channel, as Keras does; a vector stays unchanged.
import type { Planes } from './planes.ts';
import type { Place, StepMaker, StepRecord, StepRunner } from './step.ts';

export interface FlattenStep extends StepRecord {
  kind: 'flatten';
}

/** Lays out a step that flattens `input`, for a flatten layer or a model whose output is not a vector. */
export function flattenStep(place: Pick<Place, 'output' | 'needsGradient'>, input: Planes, layers: string[]) {
  const size = input.channels * input.height * input.width;
  const output = place.output([size], Number.POSITIVE_INFINITY, place.needsGradient);
  const step: FlattenStep = { kind: 'flatten', layers, input, output };
  return step;
}

export const flattenMaker: StepMaker<unknown, FlattenStep> = {
  layOut: (place, layer) => {
    const { input, at } = place;
    if (layer.inputShape.length === 1) {
      return { steps: [], output: input, next: at + 1 };
    }
    const step = flattenStep(place, input, [layer.name]);
    return { steps: [step], output: step.output, next: at + 1 };
  },
};

export const flattenRunner: StepRunner<FlattenStep> = {
  forward: ({ kernels }, { input, output }) => {
    const { value, height, width, channels, rowStride, planeStride } = input;
    kernels.flatten(value, height, width, channels, rowStride, planeStride, output.value);
  },
  backward: ({ kernels }, { input, output }) => {
    const { gradient, height, width, channels, rowStride, planeStride } = input;
    if (gradient === 0) return;
    kernels.unflatten(output.gradient, height, width, channels, rowStride, planeStride, gradient);
  },
};
