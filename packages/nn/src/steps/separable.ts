// Separable convolution as two steps: depthwise, then 1x1 with bias, relu and the pools that follow.
import { planeOf } from '../shape.ts';
import { type ActivationStep, type SoftmaxStep, withActivation } from './activation.ts';
import { type ConvolutionStep, layOutConvolution } from './convolution.ts';
import { type DepthwiseOptions, type DepthwiseStep, layOutDepthwise } from './depthwise.ts';
import { layOutPlanes, noBorder } from './planes.ts';
import type { LaidOut, StepMaker } from './step.ts';

export const separableMaker: StepMaker<
  DepthwiseOptions & { filters: number },
  DepthwiseStep | ConvolutionStep | ActivationStep | SoftmaxStep
> = {
  layOut: (place, layer, { filters, kernelSize, strides, padding, depthMultiplier, activation }) => {
    const { arena, input } = place;
    const { height, width } = planeOf(layer.outputShape);
    const between = layOutPlanes(arena, [height, width, input.channels * depthMultiplier], noBorder, true);
    const parts = {
      sliding: { size: kernelSize, strides, padding },
      multiplier: depthMultiplier,
      relu: false,
      kernel: 'depthwiseKernel',
      bias: undefined,
    };
    const depthwise = layOutDepthwise(arena, layer, parts, input, between);
    const { steps, output, next } = layOutConvolution({ ...place, input: between }, layer, {
      filters,
      kernelSize: [1, 1],
      padding: 'valid',
      activation,
      kernel: 'pointwiseKernel',
    });
    // The layer's output is the output of its second step.
    const laidOut: LaidOut<DepthwiseStep | ConvolutionStep> = {
      steps: [{ ...depthwise, layers: [] }, ...steps],
      output,
      next,
    };
    return withActivation(place, laidOut, activation);
  },
};
