// Activation steps, not in place: for activation layers, and for activations that other layers do not fuse.

import type { ActivationFunction, ActivationName } from '../activationName.ts';
import { isWithLoss } from '../finalActivation.ts';
import type { ResolvedLayer } from '../resolvedLayer.ts';
import { type AffineStep, affineMaker } from './affine.ts';
import { type ChannelView, channelView } from './channelView.ts';
import { type PoolStep, poolMaker } from './pool.ts';
import type { SlidingPoolStep } from './slidingPool.ts';
import type { LaidOut, Place, StepMaker, StepRecord, StepRunner } from './step.ts';

/** In the order of the kernels' function numbers. */
const activationKinds = ['relu', 'leakyRelu', 'elu', 'gelu', 'geluTanh', 'tanh', 'sigmoid'] as const;

export interface ActivationStep extends StepRecord {
  kind: 'activation';
  /** The kernel's function number, and its slope or alpha. */
  activation: number;
  parameter: number;
}

/** Softmax over the channels of each position. */
export interface SoftmaxStep extends StepRecord {
  kind: 'softmax';
  from: ChannelView;
  to: ChannelView;
}

/** Whether f(a) >= f(b) for all a >= b, so that a maximum can be taken before the function. */
export function isMonotone(activation: ActivationName): boolean {
  return activation !== 'gelu' && activation !== 'softmax';
}

// `layer` has the shape of the step's input and output.
function activationStep(
  place: Place,
  layer: ResolvedLayer,
  options: ActivationFunction,
  next: number,
  input = place.input,
): ActivationStep | SoftmaxStep | undefined {
  const { activation, negativeSlope = 0.2, alpha = 1, approximate = false } = options;
  if (activation === 'linear') return undefined;
  const output = place.output(layer.outputShape, next, place.needsGradient);
  const common = { layers: [layer.name], input, output };
  if (activation === 'softmax') {
    return { kind: 'softmax', ...common, from: channelView(layer, input), to: channelView(layer, output) };
  }
  const parameter = activation === 'leakyRelu' ? negativeSlope : activation === 'elu' ? alpha : 0;
  const kind = activation === 'gelu' && approximate ? 'geluTanh' : activation;
  return {
    kind: 'activation',
    ...common,
    activation: activationKinds.indexOf(kind),
    parameter: Math.fround(parameter),
  };
}

/** Activations that steps with weights compute themselves. */
function isFused(activation: ActivationName): boolean {
  return activation === 'linear' || activation === 'relu';
}

/** Adds a step for a layer's activation if neither the layer's step nor the loss computes it. */
export function withActivation<S extends StepRecord>(
  place: Place,
  { steps, output, next }: LaidOut<S>,
  activation: ActivationName | ActivationFunction,
): LaidOut<S | ActivationStep | SoftmaxStep> {
  const options = typeof activation === 'string' ? { activation } : activation;
  const layer = place.chain.layers[next - 1];
  const firstLayer = place.chain.layers[place.at];
  if (
    layer === undefined ||
    firstLayer === undefined ||
    isFused(options.activation) ||
    isWithLoss(place.chain, place.at)
  ) {
    return { steps, output, next };
  }
  const step = activationStep(place, { ...layer, name: firstLayer.name }, options, next, output);
  return step === undefined ? { steps, output, next } : { steps: [...steps, step], output: step.output, next };
}

/**
 * The activation of a convolution, which may be a separate layer right after it. In that case the place is that of the
 * layer, so that the pools after it are fused too.
 */
export function followingActivation(
  place: Place,
  layer: ResolvedLayer,
  activation: ActivationName,
): { place: Place; options: ActivationFunction } {
  const applied = place.chain.layers[place.at + 1]?.applies;
  const isFollowed =
    activation === 'linear' &&
    applied !== undefined &&
    isMonotone(applied.activation) &&
    !place.observed.has(layer.name);
  return isFollowed ? { place: { ...place, at: place.at + 1 }, options: applied } : { place, options: { activation } };
}

function layOut(
  place: Place,
  layer: ResolvedLayer,
  options: ActivationFunction,
): LaidOut<ActivationStep | SoftmaxStep> {
  const next = place.at + 1;
  const step = isWithLoss(place.chain, place.at) ? undefined : activationStep(place, layer, options, next);
  return step === undefined ? { steps: [], output: place.input, next } : { steps: [step], output: step.output, next };
}

// With a monotone activation, a pool that follows goes first: there are fewer values to compute.
function layOutAfterPool(
  place: Place,
  layer: ResolvedLayer,
  options: ActivationFunction,
): LaidOut<ActivationStep | SoftmaxStep | PoolStep | SlidingPoolStep> {
  const pool = place.chain.layers[place.at + 1];
  if (pool?.maxPool === undefined || !isMonotone(options.activation) || place.observed.has(layer.name)) {
    return layOut(place, layer, options);
  }
  const { steps, output, next } = poolMaker.layOut({ ...place, at: place.at + 1 }, pool, pool.maxPool);
  const step = activationStep(place, { ...pool, name: layer.name }, options, next, output);
  return step === undefined ? { steps, output, next } : { steps: [...steps, step], output: step.output, next };
}

/** Step maker for every layer that only applies a function. */
export const activationMaker: StepMaker<
  unknown,
  ActivationStep | SoftmaxStep | AffineStep | PoolStep | SlidingPoolStep
> = {
  // A copy rather than nothing: the next layer may need a border that the input does not have.
  layOut: (place, layer) =>
    layer.applies === undefined || layer.applies.activation === 'linear'
      ? affineMaker.layOut(place, layer, { scale: 1, offset: 0 })
      : layOutAfterPool(place, layer, layer.applies),
};

export const activationRunner: StepRunner<ActivationStep> = {
  forward: ({ kernels }, { input, output, activation, parameter }) => {
    kernels.activate(
      activation,
      parameter,
      input.value,
      input.rowStride,
      input.planeStride,
      output.value,
      output.rowStride,
      output.planeStride,
      output.channels,
      output.height,
      output.width,
    );
  },
  backward: ({ kernels }, { input, output, activation, parameter }) => {
    if (input.gradient === 0) return;
    kernels.activateGradient(
      activation,
      parameter,
      input.value,
      input.gradient,
      input.rowStride,
      input.planeStride,
      output.gradient,
      output.rowStride,
      output.planeStride,
      output.channels,
      output.height,
      output.width,
    );
  },
};

function probabilities(
  { kernels }: Parameters<StepRunner<SoftmaxStep>['forward']>[0],
  step: SoftmaxStep,
  to: number,
  view: ChannelView,
) {
  const { from, input } = step;
  kernels.softmaxChannels(
    input.value,
    from.rowStride,
    from.planeStride,
    to,
    view.rowStride,
    view.planeStride,
    from.channels,
    from.height,
    from.width,
  );
}

export const softmaxRunner: StepRunner<SoftmaxStep> = {
  forward: (machine, step) => probabilities(machine, step, step.output.value, step.to),
  backward: (machine, step) => {
    const { input, output, from, to } = step;
    if (input.gradient === 0) return;
    // Dropout may have changed the outputs, so compute them again, into the gradient's buffer.
    probabilities(machine, step, input.gradient, from);
    machine.kernels.softmaxChannelsGradient(
      input.gradient,
      from.rowStride,
      from.planeStride,
      output.gradient,
      to.rowStride,
      to.planeStride,
      from.channels,
      from.height,
      from.width,
    );
  },
};
