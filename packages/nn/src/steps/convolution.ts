// Selects how a convolution is computed: fused with the pools that follow, plain, or one forward and one backward.
import type { ResolvedLayer } from '../resolvedLayer.ts';
import {
  type ActivationStep,
  followingActivation,
  isMonotone,
  type SoftmaxStep,
  withActivation,
} from './activation.ts';
import { convolveRunner } from './convolve.ts';
import { type ConvolveStep, followingPools, layOutFusedConvolution } from './convolveStep.ts';
import { type ConvolutionParts, layOutPlainConvolution, plainConvolveRunner } from './plainConvolve.ts';
import type { PlainConvolveStep } from './plainConvolveStep.ts';
import { noBorder } from './planes.ts';
import type { LaidOut, Place, StepMaker, StepRecord, StepRunner } from './step.ts';
import { WINOGRAD_ROWS } from './winograd.ts';

/**
 * A 3x3 convolution without a following pool: forward with Winograd filtering as in the fused step, backward as in the
 * plain step, because with a gradient at every position the list of active positions has no benefit.
 */
export interface UnpooledConvolveStep extends StepRecord {
  kind: 'unpooledConvolve';
  fused: ConvolveStep;
  plain: PlainConvolveStep;
}

export const unpooledConvolveRunner: StepRunner<UnpooledConvolveStep> = {
  prepare: (machine, { fused, plain }) => {
    convolveRunner.prepare?.(machine, fused);
    plainConvolveRunner.prepare?.(machine, plain);
  },
  // As in inference: argmax is not needed for pools of one value.
  forward: (machine, { fused }) => convolveRunner.forward(machine, fused, undefined),
  backward: (machine, { plain }) => plainConvolveRunner.backward(machine, plain),
  packWeights: (machine, { fused, plain }, parameters) => {
    convolveRunner.packWeights?.(machine, fused, parameters);
    plainConvolveRunner.packWeights?.(machine, plain, parameters);
  },
  clearGradients: (machine, { plain }) => plainConvolveRunner.clearGradients?.(machine, plain),
  readGradients: (machine, { plain }, gradient) => plainConvolveRunner.readGradients?.(machine, plain, gradient),
};

export type ConvolutionStep = ConvolveStep | PlainConvolveStep | UnpooledConvolveStep;

/** Lays out a convolution of stride 1 and the pools that follow; `place.input` is its input. */
export function layOutConvolution(
  place: Place,
  layer: ResolvedLayer,
  spec: ConvolutionParts,
): LaidOut<ConvolutionStep> {
  const { chain, at, observed } = place;
  // For a monotone activation, the maximum can be taken before the activation.
  const pools = isMonotone(spec.activation) ? followingPools(chain.layers, at + 1, observed) : undefined;
  if (pools !== undefined && pools.count > 0) return layOutFusedConvolution(place, layer, spec, pools);
  const strides: [number, number] = [1, 1];
  if (spec.kernelSize[0] !== 3 || spec.kernelSize[1] !== 3) {
    return layOutPlainConvolution(place, layer, { ...spec, strides });
  }
  const { steps, output, next } = layOutFusedConvolution(place, layer, spec, { height: 1, width: 1, count: 0 });
  const shared: Place = { ...place, output: () => output };
  const [fused] = steps;
  const winograd = fused?.winograd !== undefined;
  const [plain] = layOutPlainConvolution(shared, layer, { ...spec, strides }, winograd).steps;
  if (plain === undefined || fused === undefined || !winograd) {
    return { steps: plain === undefined ? [] : [plain], output, next };
  }
  const step: UnpooledConvolveStep = {
    kind: 'unpooledConvolve',
    layers: [layer.name],
    input: place.input,
    output,
    fused,
    plain,
  };
  return { steps: [step], output, next };
}

function slidesByOne([down, across]: readonly [number, number]): boolean {
  return down === 1 && across === 1;
}

export const convolveMaker: StepMaker<
  Omit<ConvolutionParts, 'kernel'> & { strides: [number, number] },
  ConvolutionStep | ActivationStep | SoftmaxStep
> = {
  border: ({ padding, strides, kernelSize: [height, width] }) => {
    if (!slidesByOne(strides)) return noBorder;
    // Winograd filtering processes rows in groups of four. Values read below the last row cancel only up to rounding,
    // so they must be zeros; anything else would change the last bits of the result.
    const below = height === 3 && width === 3 ? WINOGRAD_ROWS - 1 : 0;
    if (padding === 'valid') return { ...noBorder, bottom: below };
    const top = (height - 1) >> 1;
    const left = (width - 1) >> 1;
    return { top, left, bottom: height - 1 - top + below, right: width - 1 - left };
  },
  layOut: (place, layer, spec) => {
    const { place: fusedPlace, options } = followingActivation(place, layer, spec.activation);
    const parts = { ...spec, activation: options.activation, kernel: 'kernel' };
    const laidOut: LaidOut<ConvolutionStep> = slidesByOne(spec.strides)
      ? layOutConvolution(fusedPlace, layer, parts)
      : layOutPlainConvolution(fusedPlace, layer, parts);
    for (const step of laidOut.steps)
      step.layers = place.chain.layers.slice(place.at, laidOut.next).map(({ name }) => name);
    return withActivation(fusedPlace, laidOut, options);
  },
};
