// Plain convolution: any kernel, strides and padding; bias and relu; nothing fused; all positions in both passes.

import type { ActivationName } from '../activationName.ts';
import type { Kernels } from '../kernels.ts';
import type { ResolvedLayer } from '../resolvedLayer.ts';
import type { Padding } from '../slidingWindow.ts';
import {
  joinBytes,
  missesPixels,
  phaseGradients,
  phasesOf,
  splitPlane,
  tapOffsets,
  writePhaseGradient,
} from './phases.ts';
import type { PlainConvolveStep } from './plainConvolveStep.ts';
import { clearPlainConvolution, packPlainConvolution, readPlainConvolution } from './plainConvolveWeights.ts';
import { clearGradient, type LaidOut, type Place, type StepRunner, weightOffset } from './step.ts';

/** The layer properties a convolution needs; the layer may have other parts before it. */
export interface ConvolutionParts {
  filters: number;
  kernelSize: [number, number];
  padding: Padding;
  activation: ActivationName;
  /** Name of the layer's kernel weight. */
  kernel: string;
}

/** Lays out a separate convolution step; `place.input` is its input. */
export function layOutPlainConvolution(
  place: Place,
  layer: ResolvedLayer,
  spec: ConvolutionParts & { strides: [number, number] },
  backwardOnly = false,
): LaidOut<PlainConvolveStep> {
  const { arena, at, input } = place;
  const { filters, kernelSize, strides, padding } = spec;
  const phases = phasesOf([input.height, input.width, input.channels], { size: kernelSize, strides, padding });
  const area = kernelSize[0] * kernelSize[1];
  const taps = input.channels * area;
  const groups = (filters + 3) >> 2;
  const inputGroups = (input.channels + 3) >> 2;
  const output = place.output(layer.outputShape, at + 1, true);
  const offsetTable: number[] = [];
  for (let ci = 0; ci < input.channels; ci++) {
    for (const offset of tapOffsets(phases)) offsetTable.push(ci * phases.channelStride + offset);
  }
  const backward = (input.gradient === 0 ? [] : phaseGradients(phases)).map((phase) => ({
    phase,
    offsets: arena.floats(filters * phase.taps.length),
    weights: arena.floats(inputGroups * filters * phase.taps.length * 4),
  }));
  const step: PlainConvolveStep = {
    kind: 'plainConvolve',
    layers: [layer.name],
    input,
    output,
    filters,
    area,
    relu: spec.activation === 'relu',
    kernelOffset: weightOffset(layer, spec.kernel),
    biasOffset: weightOffset(layer, 'bias'),
    phases,
    backwardOnly,
    split: arena.bytes(input.channels * phases.channelStride),
    offsets: arena.floats(taps),
    offsetTable,
    weights: arena.floats(groups * taps * 4),
    bias: arena.floats(groups * 4),
    weightSums: arena.floats(groups * taps * 4),
    biasSums: arena.floats(filters),
    gradient: arena.bytes(groups * 4 * phases.gradientPlaneStride),
    backward,
    zeroBias: arena.floats(4),
    join: arena.bytes(joinBytes(phases)),
    misses: missesPixels(phases),
  };
  return { steps: [step], output, next: at + 1 };
}

function split(kernels: Kernels, { input, phases, split: to }: PlainConvolveStep): void {
  for (let ci = 0; ci < input.channels; ci++) {
    const plane = input.value + ci * input.planeStride;
    splitPlane(kernels, phases, plane, input.rowStride, to + ci * phases.channelStride);
  }
}

function forward(kernels: Kernels, step: PlainConvolveStep): void {
  const { input, output, phases, filters } = step;
  const taps = input.channels * step.area;
  split(kernels, step);
  for (let first = 0; first < filters; first += 4) {
    kernels.convolveTaps(
      step.split,
      phases.rowStride,
      step.offsets,
      taps,
      step.weights + first * taps * 4,
      step.bias + first * 4,
      step.relu ? 1 : 0,
      output.value + first * output.planeStride,
      output.rowStride,
      output.planeStride,
      Math.min(4, filters - first),
      output.height,
      output.width,
    );
  }
}

/** Maximum bytes of gradient rows, four planes, that stay in the L1 cache while taps run over them. */
const BAND_BYTES = 16384;

function weightGradients(kernels: Kernels, step: PlainConvolveStep): void {
  const { output, phases, filters } = step;
  const taps = step.input.channels * step.area;
  const { gradientRowStride, gradientPlaneStride, gradientOrigin } = phases;
  const band = Math.max(1, Math.floor(BAND_BYTES / (4 * gradientRowStride)));
  for (let top = 0; top < output.height; top += band) {
    for (let first = 0; first < filters; first += 4) {
      kernels.convolveTapsGradient(
        step.gradient + first * gradientPlaneStride + gradientOrigin + top * gradientRowStride,
        gradientRowStride,
        gradientPlaneStride,
        step.split + top * phases.rowStride,
        phases.rowStride,
        step.offsets,
        taps,
        Math.min(band, output.height - top),
        output.width,
        step.weightSums + first * taps * 4,
      );
    }
  }
}

function inputGradients(kernels: Kernels, step: PlainConvolveStep): void {
  const { input, phases, filters, zeroBias, join } = step;
  for (const { phase, offsets, weights } of step.backward) {
    const taps = filters * phase.taps.length;
    const from =
      step.gradient + phases.gradientOrigin + phase.rows.first * phases.gradientRowStride + phase.columns.first * 4;
    for (let first = 0; first < input.channels; first += 4) {
      const count = Math.min(4, input.channels - first);
      const group = weights + first * taps * 4;
      writePhaseGradient(kernels, phases, phase, input, first, count, join, (to, rowStride, planeStride) => {
        kernels.convolveTaps(
          from,
          phases.gradientRowStride,
          offsets,
          taps,
          group,
          zeroBias,
          0,
          to,
          rowStride,
          planeStride,
          count,
          phase.rows.count,
          phase.columns.count,
        );
      });
    }
  }
}

export const plainConvolveRunner: StepRunner<PlainConvolveStep> = {
  prepare: ({ integers }, step) => {
    integers.set(step.offsetTable, step.offsets / 4);
    for (const { phase, offsets } of step.backward) {
      for (let co = 0; co < step.filters; co++) {
        const plane = co * step.phases.gradientPlaneStride;
        integers.set(
          phase.offsets.map((offset) => plane + offset),
          offsets / 4 + co * phase.offsets.length,
        );
      }
    }
  },
  forward: ({ kernels }, step) => forward(kernels, step),
  backward: ({ kernels, bytes, floats }, step) => {
    const { output, phases } = step;
    if (step.backwardOnly) split(kernels, step);
    for (let co = 0; co < step.filters; co++) {
      const plane = co * output.planeStride;
      const sum = kernels.borderGradient(
        output.gradient + plane,
        output.rowStride,
        output.value + plane,
        step.relu ? 1 : 0,
        output.height,
        output.width,
        step.gradient + co * phases.gradientPlaneStride + phases.gradientOrigin,
        phases.gradientRowStride,
      );
      const at = step.biasSums / 4 + co;
      floats[at] = (floats[at] ?? 0) + sum;
    }
    weightGradients(kernels, step);
    if (step.backward.length === 0) return;
    if (step.misses) clearGradient(step.input, bytes);
    inputGradients(kernels, step);
  },
  packWeights: ({ floats }, step, parameters) => packPlainConvolution(step, parameters, floats),
  clearGradients: ({ floats }, step) => clearPlainConvolution(step, floats),
  readGradients: ({ floats }, step, gradient) => readPlainConvolution(step, floats, gradient),
};
