// Normalization with given statistics: (x - mean) * scale per channel.
import { type ChannelView, channelView } from './channelView.ts';
import type { StepMaker, StepRecord, StepRunner } from './step.ts';

export interface NormalizationStep extends StepRecord {
  kind: 'normalization';
  from: ChannelView;
  to: ChannelView;
  meanTable: number[];
  scaleTable: number[];
  /** One float per channel; `zeros` remain zero. */
  means: number;
  scales: number;
  zeros: number;
}

/** Minimum standard deviation, as in Keras: avoids division by zero for constant channels. */
const MIN_DEVIATION = 1e-7;

const perChannel = (value: number | number[], channels: number): number[] =>
  Array.isArray(value) ? value : new Array<number>(channels).fill(value);

export const normalizationMaker: StepMaker<
  { mean: number | number[]; variance: number | number[] },
  NormalizationStep
> = {
  layOut: (place, layer, { mean, variance }) => {
    const { arena, input, at } = place;
    const output = place.output(layer.outputShape, at + 1, place.needsGradient);
    const from = channelView(layer, input);
    const { channels } = from;
    const step: NormalizationStep = {
      kind: 'normalization',
      layers: [layer.name],
      input,
      output,
      from,
      to: channelView(layer, output),
      meanTable: perChannel(mean, channels),
      scaleTable: perChannel(variance, channels).map((value) => 1 / Math.max(Math.sqrt(value), MIN_DEVIATION)),
      means: arena.floats(channels),
      scales: arena.floats(channels),
      zeros: arena.floats(channels),
    };
    return { steps: [step], output, next: at + 1 };
  },
};

export const normalizationRunner: StepRunner<NormalizationStep> = {
  prepare: ({ floats }, { means, scales, meanTable, scaleTable }) => {
    floats.set(meanTable, means / 4);
    floats.set(scaleTable, scales / 4);
  },
  forward: ({ kernels }, { input, output, from, to, means, scales, zeros }) => {
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
      zeros,
    );
  },
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
};
