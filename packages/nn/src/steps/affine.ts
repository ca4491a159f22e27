// Rescaling after the first step: value * scale + offset.
import type { StepMaker, StepRecord, StepRunner } from './step.ts';

export interface AffineStep extends StepRecord {
  kind: 'affine';
  scale: number;
  offset: number;
}

export const affineMaker: StepMaker<{ scale: number; offset: number }, AffineStep> = {
  layOut: (place, layer, { scale, offset }) => {
    const { input, at } = place;
    const output = place.output(layer.outputShape, at + 1, place.needsGradient);
    const step: AffineStep = { kind: 'affine', layers: [layer.name], input, output, scale, offset };
    return { steps: [step], output, next: at + 1 };
  },
};

export const affineRunner: StepRunner<AffineStep> = {
  forward: ({ kernels }, { input, output, scale, offset }) => {
    for (let c = 0; c < input.channels; c++) {
      kernels.affine(
        input.value + c * input.planeStride,
        output.value + c * output.planeStride,
        input.height,
        input.width,
        input.rowStride,
        output.rowStride,
        scale,
        offset,
      );
    }
  },
  backward: ({ kernels }, { input, output, scale }) => {
    if (input.gradient === 0) return;
    for (let c = 0; c < input.channels; c++) {
      kernels.affine(
        output.gradient + c * output.planeStride,
        input.gradient + c * input.planeStride,
        input.height,
        input.width,
        output.rowStride,
        input.rowStride,
        scale,
        0,
      );
    }
  },
};
