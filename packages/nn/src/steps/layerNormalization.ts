// Layer normalization per position over its channels; mean and inverse deviation are kept for the backward pass.
import { type ChannelView, channelView } from './channelView.ts';
import { type StepMaker, type StepRecord, type StepRunner, weightOffset } from './step.ts';

export interface LayerNormalizationStep extends StepRecord {
  kind: 'layerNormalization';
  from: ChannelView;
  to: ChannelView;
  epsilon: number;
  /** Offset of the weights in the vector of all parameters; -1 if absent. */
  gammaOffset: number;
  betaOffset: number;
  /** One float per channel. */
  gamma: number;
  beta: number;
  /** For each position, rows padded to whole vectors. */
  means: number;
  inverses: number;
  /** Gradient sums, four lanes per channel. */
  gammaSums: number;
  betaSums: number;
}

export const layerNormalizationMaker: StepMaker<{ epsilon: number }, LayerNormalizationStep> = {
  layOut: (place, layer, { epsilon }) => {
    const { arena, input, at } = place;
    const output = place.output(layer.outputShape, at + 1, place.needsGradient);
    const from = channelView(layer, input);
    const positions = from.height * ((from.width + 3) & ~3);
    const step: LayerNormalizationStep = {
      kind: 'layerNormalization',
      layers: [layer.name],
      input,
      output,
      from,
      to: channelView(layer, output),
      epsilon: Math.fround(epsilon),
      gammaOffset: weightOffset(layer, 'gamma'),
      betaOffset: weightOffset(layer, 'beta'),
      gamma: arena.floats(from.channels),
      beta: arena.floats(from.channels),
      means: arena.floats(positions),
      inverses: arena.floats(positions),
      gammaSums: arena.floats(from.channels * 4),
      betaSums: arena.floats(from.channels * 4),
    };
    return { steps: [step], output, next: at + 1 };
  },
};

function readLanes(floats: Float32Array, sums: number, channels: number, gradient: Float32Array, offset: number): void {
  if (offset < 0) return;
  for (let c = 0; c < channels; c++) {
    const at = sums / 4 + c * 4;
    const low = Math.fround((floats[at] ?? 0) + (floats[at + 1] ?? 0));
    const high = Math.fround((floats[at + 2] ?? 0) + (floats[at + 3] ?? 0));
    gradient[offset + c] = low + high;
  }
}

export const layerNormalizationRunner: StepRunner<LayerNormalizationStep> = {
  prepare: ({ floats }, { gamma, from }) => {
    floats.fill(1, gamma / 4, gamma / 4 + from.channels);
  },
  forward: ({ kernels }, { input, output, from, to, gamma, beta, epsilon, means, inverses }) => {
    kernels.layerNormalize(
      input.value,
      from.rowStride,
      from.planeStride,
      output.value,
      to.rowStride,
      to.planeStride,
      from.channels,
      from.height,
      from.width,
      gamma,
      beta,
      epsilon,
      means,
      inverses,
    );
  },
  backward: ({ kernels }, { input, output, from, to, gamma, means, inverses, gammaSums, betaSums }) => {
    if (output.gradient === 0) return;
    kernels.layerNormalizeGradient(
      input.value,
      input.gradient,
      from.rowStride,
      from.planeStride,
      output.gradient,
      to.rowStride,
      to.planeStride,
      from.channels,
      from.height,
      from.width,
      gamma,
      means,
      inverses,
      gammaSums,
      betaSums,
    );
  },
  packWeights: ({ floats }, { from, gamma, beta, gammaOffset, betaOffset }, parameters) => {
    const { channels } = from;
    if (gammaOffset >= 0) floats.set(parameters.subarray(gammaOffset, gammaOffset + channels), gamma / 4);
    if (betaOffset >= 0) floats.set(parameters.subarray(betaOffset, betaOffset + channels), beta / 4);
  },
  clearGradients: ({ floats }, { from, gammaSums, betaSums }) => {
    floats.fill(0, gammaSums / 4, gammaSums / 4 + from.channels * 4);
    floats.fill(0, betaSums / 4, betaSums / 4 + from.channels * 4);
  },
  readGradients: ({ floats }, { from, gammaSums, betaSums, gammaOffset, betaOffset }, gradient) => {
    readLanes(floats, gammaSums, from.channels, gradient, gammaOffset);
    readLanes(floats, betaSums, from.channels, gradient, betaOffset);
  },
};
