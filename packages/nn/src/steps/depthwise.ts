// Depthwise convolution step: separate kernels per channel; any size, strides and padding; bias and relu.

import type { ActivationName } from '../activationName.ts';
import type { Kernels } from '../kernels.ts';
import type { ResolvedLayer } from '../resolvedLayer.ts';
import type { Padding, Sliding } from '../slidingWindow.ts';
import { type ActivationStep, type SoftmaxStep, withActivation } from './activation.ts';
import type { Arena } from './arena.ts';
import {
  joinBytes,
  missesPixels,
  type PhaseGradient,
  type Phases,
  phaseGradients,
  phasesOf,
  splitPlane,
  tapOffsets,
  writePhaseGradient,
} from './phases.ts';
import type { Planes } from './planes.ts';
import { clearGradient, type StepMaker, type StepRecord, type StepRunner, weightOffset } from './step.ts';

export interface DepthwiseStep extends StepRecord {
  kind: 'depthwise';
  /** Output channels per input channel. */
  multiplier: number;
  area: number;
  /** Number of taps rounded up to whole vectors. */
  taps4: number;
  relu: boolean;
  kernelOffset: number;
  biasOffset: number;
  phases: Phases;
  /** The phases of one channel, split again in the backward pass so that they stay in cache. */
  split: number;
  /** Byte offset of each tap. */
  offsets: number;
  offsetTable: number[];
  /** [output channel][taps4], also the layout of the sums; one float per output channel. */
  weights: number;
  bias: number;
  weightSums: number;
  biasSums: number;
  /** Gradients of one output channel with a zero border. */
  gradient: number;
  /** Backward pass by phase, weights [channel][multiplier][taps]; absent if the input needs no gradient. */
  backward: { phase: PhaseGradient; offsets: number; weights: number }[];
  join: number;
  misses: boolean;
}

/** Lays out a depthwise convolution between two activations. */
export function layOutDepthwise(
  arena: Arena,
  layer: ResolvedLayer,
  { sliding, multiplier, relu, kernel, bias }: DepthwiseParts,
  input: Planes,
  output: Planes,
): DepthwiseStep {
  const phases = phasesOf(layer.inputShape, sliding);
  const area = sliding.size[0] * sliding.size[1];
  const taps4 = (area + 3) & ~3;
  const outputs = input.channels * multiplier;
  const backward = (input.gradient === 0 ? [] : phaseGradients(phases)).map((phase) => ({
    phase,
    offsets: arena.floats(multiplier * phase.taps.length),
    weights: arena.floats(outputs * phase.taps.length),
  }));
  return {
    kind: 'depthwise',
    layers: [layer.name],
    input,
    output,
    multiplier,
    area,
    taps4,
    relu,
    kernelOffset: weightOffset(layer, kernel),
    biasOffset: bias === undefined ? -1 : weightOffset(layer, bias),
    phases,
    split: arena.bytes(phases.channelStride),
    offsets: arena.floats(taps4),
    offsetTable: tapOffsets(phases),
    weights: arena.floats(outputs * taps4),
    bias: arena.floats(outputs),
    weightSums: arena.floats(outputs * taps4),
    biasSums: arena.floats(outputs),
    gradient: arena.bytes(multiplier * phases.gradientPlaneStride),
    backward,
    join: arena.bytes(joinBytes(phases)),
    misses: missesPixels(phases),
  };
}

export interface DepthwiseParts {
  sliding: Sliding;
  multiplier: number;
  relu: boolean;
  /** Names of the weights. */
  kernel: string;
  bias: string | undefined;
}

/** The layer properties a depthwise convolution needs. */
export interface DepthwiseOptions {
  kernelSize: [number, number];
  strides: [number, number];
  padding: Padding;
  depthMultiplier: number;
  activation: ActivationName;
}

export const depthwiseMaker: StepMaker<DepthwiseOptions, DepthwiseStep | ActivationStep | SoftmaxStep> = {
  layOut: (place, layer, { kernelSize, strides, padding, depthMultiplier, activation }) => {
    const output = place.output(layer.outputShape, place.at + 1, true);
    const parts = {
      sliding: { size: kernelSize, strides, padding },
      multiplier: depthMultiplier,
      relu: activation === 'relu',
      kernel: 'kernel',
      bias: 'bias',
    };
    const step = layOutDepthwise(place.arena, layer, parts, place.input, output);
    return withActivation(place, { steps: [step], output, next: place.at + 1 }, activation);
  },
};

function forward(kernels: Kernels, floats: Float32Array, step: DepthwiseStep): void {
  const { input, output, phases, multiplier, area, taps4 } = step;
  for (let c = 0; c < input.channels; c++) {
    splitPlane(kernels, phases, input.value + c * input.planeStride, input.rowStride, step.split);
    for (let co = c * multiplier; co < (c + 1) * multiplier; co++) {
      kernels.depthwiseTaps(
        step.split,
        phases.rowStride,
        step.offsets,
        area,
        step.weights + co * taps4 * 4,
        floats[step.bias / 4 + co] ?? 0,
        step.relu ? 1 : 0,
        output.value + co * output.planeStride,
        output.rowStride,
        output.height,
        output.width,
      );
    }
  }
}

// Computes the bordered output gradients of one input channel, and the gradients of its weights.
function weightGradients(kernels: Kernels, floats: Float32Array, step: DepthwiseStep, c: number): void {
  const { output, phases, multiplier, taps4 } = step;
  for (let m = 0; m < multiplier; m++) {
    const co = c * multiplier + m;
    const plane = co * output.planeStride;
    const bordered = step.gradient + m * phases.gradientPlaneStride + phases.gradientOrigin;
    const sum = kernels.borderGradient(
      output.gradient + plane,
      output.rowStride,
      output.value + plane,
      step.relu ? 1 : 0,
      output.height,
      output.width,
      bordered,
      phases.gradientRowStride,
    );
    const at = step.biasSums / 4 + co;
    floats[at] = (floats[at] ?? 0) + sum;
    kernels.depthwiseTapsGradient(
      bordered,
      phases.gradientRowStride,
      step.split,
      phases.rowStride,
      step.offsets,
      taps4,
      output.height,
      output.width,
      step.weightSums + co * taps4 * 4,
    );
  }
}

function inputGradient(kernels: Kernels, step: DepthwiseStep, c: number): void {
  const { input, phases, multiplier, join } = step;
  for (const { phase, offsets, weights } of step.backward) {
    const taps = multiplier * phase.taps.length;
    const { rows, columns } = phase;
    const from = step.gradient + phases.gradientOrigin + rows.first * phases.gradientRowStride + columns.first * 4;
    writePhaseGradient(kernels, phases, phase, input, c, 1, join, (to, rowStride) => {
      kernels.depthwiseTaps(
        from,
        phases.gradientRowStride,
        offsets,
        taps,
        weights + c * taps * 4,
        0,
        0,
        to,
        rowStride,
        rows.count,
        columns.count,
      );
    });
  }
}

// Visits each weight: its index in the Keras kernel, its output channel and its tap.
function eachWeight(step: DepthwiseStep, visit: (keras: number, output: number, tap: number) => void): void {
  const outputs = step.input.channels * step.multiplier;
  for (let tap = 0; tap < step.area; tap++) {
    for (let co = 0; co < outputs; co++) visit(tap * outputs + co, co, tap);
  }
}

export const depthwiseRunner: StepRunner<DepthwiseStep> = {
  prepare: ({ integers }, step) => {
    integers.set(step.offsetTable, step.offsets / 4);
    for (const { phase, offsets } of step.backward) {
      for (let m = 0; m < step.multiplier; m++) {
        const plane = m * step.phases.gradientPlaneStride;
        integers.set(
          phase.offsets.map((offset) => plane + offset),
          offsets / 4 + m * phase.offsets.length,
        );
      }
    }
  },
  forward: ({ kernels, floats }, step) => forward(kernels, floats, step),
  backward: ({ kernels, bytes, floats }, step) => {
    const { input, phases } = step;
    if (step.backward.length > 0 && step.misses) clearGradient(input, bytes);
    for (let c = 0; c < input.channels; c++) {
      splitPlane(kernels, phases, input.value + c * input.planeStride, input.rowStride, step.split);
      weightGradients(kernels, floats, step, c);
      inputGradient(kernels, step, c);
    }
  },
  packWeights: ({ floats }, step, parameters) => {
    const { kernelOffset, biasOffset, taps4 } = step;
    const outputs = step.input.channels * step.multiplier;
    eachWeight(step, (keras, co, tap) => {
      floats[step.weights / 4 + co * taps4 + tap] = parameters[kernelOffset + keras] ?? 0;
    });
    if (biasOffset >= 0) floats.set(parameters.subarray(biasOffset, biasOffset + outputs), step.bias / 4);
    for (const { phase, weights } of step.backward) {
      phase.taps.forEach((tap, nth) => {
        for (let co = 0; co < outputs; co++) {
          floats[weights / 4 + co * phase.taps.length + nth] = parameters[kernelOffset + tap * outputs + co] ?? 0;
        }
      });
    }
  },
  clearGradients: ({ floats }, { input, multiplier, taps4, weightSums, biasSums }) => {
    const outputs = input.channels * multiplier;
    floats.fill(0, weightSums / 4, weightSums / 4 + outputs * taps4);
    floats.fill(0, biasSums / 4, biasSums / 4 + outputs);
  },
  readGradients: ({ floats }, step, gradient) => {
    const { kernelOffset, biasOffset, taps4, biasSums } = step;
    const outputs = step.input.channels * step.multiplier;
    eachWeight(step, (keras, co, tap) => {
      gradient[kernelOffset + keras] = floats[step.weightSums / 4 + co * taps4 + tap] ?? 0;
    });
    if (biasOffset >= 0) gradient.set(floats.subarray(biasSums / 4, biasSums / 4 + outputs), biasOffset);
  },
};
