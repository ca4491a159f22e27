// Batch normalization: an affine map per channel. In training its statistics come from the whole batch, so the plan is
// split before it: each slot sums here, the main thread combines the sums, and the result is set on every worker.

import type { Machine } from '../kernels.ts';
import type { ResolvedLayer } from '../resolvedLayer.ts';
import { type ChannelView, channelView } from './channelView.ts';
import { type Place, type StepMaker, type StepRecord, type StepRunner, weightOffset } from './step.ts';

export interface BatchNormalizationStep extends StepRecord {
  kind: 'batchNormalization';
  from: ChannelView;
  to: ChannelView;
  momentum: number;
  epsilon: number;
  /** Offset of the weights in the vector of all parameters; -1 if absent. */
  gammaOffset: number;
  betaOffset: number;
  movingMeanOffset: number;
  movingVarianceOffset: number;
  /** One float per channel: gamma; mean, 1 / deviation, gamma / deviation and beta; the terms backward subtracts. */
  gammas: number;
  means: number;
  inverses: number;
  scales: number;
  betas: number;
  meanGradients: number;
  meanProducts: number;
  zeros: number;
  /** Two doubles per channel. */
  sums: number;
}

export const batchNormalizationMaker: StepMaker<{ momentum: number; epsilon: number }, BatchNormalizationStep> = {
  layOut: (place: Place, layer: ResolvedLayer, { momentum, epsilon }) => {
    const { arena, input, at } = place;
    const output = place.output(layer.outputShape, at + 1, true);
    const from = channelView(layer, input);
    const floats = () => arena.floats(from.channels);
    const step: BatchNormalizationStep = {
      kind: 'batchNormalization',
      layers: [layer.name],
      input,
      output,
      from,
      to: channelView(layer, output),
      momentum,
      epsilon,
      gammaOffset: weightOffset(layer, 'gamma'),
      betaOffset: weightOffset(layer, 'beta'),
      movingMeanOffset: weightOffset(layer, 'movingMean'),
      movingVarianceOffset: weightOffset(layer, 'movingVariance'),
      gammas: floats(),
      means: floats(),
      inverses: floats(),
      scales: floats(),
      betas: floats(),
      meanGradients: floats(),
      meanProducts: floats(),
      zeros: floats(),
      sums: arena.bytes(from.channels * 16),
    };
    return { steps: [step], output, next: at + 1 };
  },
};

function setStatistics(
  { floats }: Machine,
  step: BatchNormalizationStep,
  statistics: (channel: number) => readonly [mean: number, variance: number],
): void {
  for (let c = 0; c < step.from.channels; c++) {
    const [mean, variance] = statistics(c);
    const inverse = Math.fround(1 / Math.sqrt(variance + step.epsilon));
    floats[step.means / 4 + c] = mean;
    floats[step.inverses / 4 + c] = inverse;
    floats[step.scales / 4 + c] = (floats[step.gammas / 4 + c] ?? 1) * inverse;
  }
}

export const batchNormalizationRunner: StepRunner<BatchNormalizationStep> = {
  prepare: ({ floats }, { gammas, from }) => {
    floats.fill(1, gammas / 4, gammas / 4 + from.channels);
  },
  forward: ({ kernels }, { input, output, from, to, means, scales, betas }) => {
    kernels.normalizeChannels(
      input.value,
      from.rowStride,
      from.planeStride,
      output.value,
      to.rowStride,
      to.planeStride,
      from.channels,
      from.height,
      from.width,
      means,
      scales,
      betas,
    );
  },
  // With statistics that do not depend on the batch; training uses the functions below.
  backward: ({ kernels }, { input, output, from, to, scales, zeros }) => {
    if (input.gradient === 0) return;
    kernels.normalizeChannels(
      output.gradient,
      to.rowStride,
      to.planeStride,
      input.gradient,
      from.rowStride,
      from.planeStride,
      from.channels,
      from.height,
      from.width,
      zeros,
      scales,
      zeros,
    );
  },
  // Uses the moving statistics until those of a batch are set.
  packWeights: (machine, step, parameters) => {
    const { gammaOffset, betaOffset, movingMeanOffset, movingVarianceOffset, gammas, betas, from } = step;
    const { channels } = from;
    const { floats } = machine;
    if (gammaOffset >= 0) floats.set(parameters.subarray(gammaOffset, gammaOffset + channels), gammas / 4);
    if (betaOffset >= 0) floats.set(parameters.subarray(betaOffset, betaOffset + channels), betas / 4);
    setStatistics(machine, step, (c) => [
      parameters[movingMeanOffset + c] ?? 0,
      parameters[movingVarianceOffset + c] ?? 1,
    ]);
  },
};

/** Clears the sums of this worker's slot. */
export function clearBatchSums({ doubles }: Machine, { sums, from }: BatchNormalizationStep): void {
  doubles.fill(0, sums / 8, sums / 8 + from.channels * 2);
}

/** The sums of the slot: two doubles per channel. */
export function batchSums({ doubles }: Machine, { sums, from }: BatchNormalizationStep): Float64Array {
  return doubles.subarray(sums / 8, sums / 8 + from.channels * 2);
}

/** Adds the sample's values and their squares to the sums of the slot. */
export function addValueSums({ kernels }: Machine, { input, from, sums }: BatchNormalizationStep): void {
  kernels.channelSums(input.value, from.rowStride, from.planeStride, from.channels, from.height, from.width, sums);
}

/** Sets the mean and variance of the batch: a pair of doubles per channel. */
export function setBatchStatistics(machine: Machine, step: BatchNormalizationStep, pairs: Float64Array): void {
  setStatistics(machine, step, (c) => [pairs[2 * c] ?? 0, pairs[2 * c + 1] ?? 0]);
}

/**
 * Adds the sample's output gradient, and its product with the normalized input, to the sums of the slot. Keeps the
 * gradient in the buffer of the input gradient.
 */
export function addGradientSums({ kernels }: Machine, step: BatchNormalizationStep): void {
  const { input, output, from, to, means, inverses, sums } = step;
  kernels.normalizedGradientSums(
    input.value,
    from.rowStride,
    from.planeStride,
    output.gradient,
    to.rowStride,
    to.planeStride,
    from.channels,
    from.height,
    from.width,
    means,
    inverses,
    sums,
    input.gradient,
  );
}

/** Sets the sums of `addGradientSums` divided by the number of values: a pair of doubles per channel. */
export function setGradientMeans({ floats }: Machine, step: BatchNormalizationStep, pairs: Float64Array): void {
  for (let c = 0; c < step.from.channels; c++) {
    floats[step.meanGradients / 4 + c] = pairs[2 * c] ?? 0;
    floats[step.meanProducts / 4 + c] = pairs[2 * c + 1] ?? 0;
  }
}

/** Converts the kept output gradient to the input gradient; the input values must be in memory. */
export function batchBackward({ kernels }: Machine, step: BatchNormalizationStep): void {
  const { input, from, means, inverses, scales, meanGradients, meanProducts } = step;
  kernels.normalizedGradient(
    input.value,
    input.gradient,
    from.rowStride,
    from.planeStride,
    from.channels,
    from.height,
    from.width,
    means,
    inverses,
    scales,
    meanGradients,
    meanProducts,
  );
}
