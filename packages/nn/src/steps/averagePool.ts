// Average pooling of any size, strides and padding: a sum over unit-weight taps, divided by the positions inside.
import type { PoolOptions } from '../resolvedLayer.ts';
import { planeOf } from '../shape.ts';
import { type Windows, windowsOver } from '../slidingWindow.ts';
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
import { clearGradient, type StepMaker, type StepRecord, type StepRunner } from './step.ts';

export interface AveragePoolStep extends StepRecord {
  kind: 'averagePool';
  phases: Phases;
  /** The phases of one channel. */
  split: number;
  offsets: number;
  offsetTable: number[];
  /** A weight of one for each tap. */
  ones: number;
  /** Number of rows, and of columns, of each pool inside the image, as floats. */
  down: number;
  across: number;
  inside: { down: number[]; across: number[] };
  /** Gradient of one channel's means after division, with a zero border. */
  gradient: number;
  backward: { phase: PhaseGradient; offsets: number }[];
  join: number;
  misses: boolean;
}

function insideCounts(length: number, size: number, stride: number, { count, before }: Windows): number[] {
  return Array.from({ length: count }, (_, i) => {
    const first = i * stride - before;
    return Math.min(first + size, length) - Math.max(first, 0);
  });
}

export const averagePoolMaker: StepMaker<PoolOptions, AveragePoolStep> = {
  layOut: (place, layer, { poolSize: size, strides, padding }) => {
    const { arena, input, at, needsGradient } = place;
    const plane = planeOf(layer.inputShape);
    const phases = phasesOf(layer.inputShape, { size, strides, padding });
    const [rows, columns] = windowsOver(plane, { size, strides, padding });
    const output = place.output(layer.outputShape, at + 1, needsGradient);
    const inside = {
      down: insideCounts(plane.height, size[0], strides[0], rows),
      across: insideCounts(plane.width, size[1], strides[1], columns),
    };
    const offsetTable = tapOffsets(phases);
    const backward = (input.gradient === 0 ? [] : phaseGradients(phases)).map((phase) => ({
      phase,
      offsets: arena.floats(phase.offsets.length),
    }));
    const step: AveragePoolStep = {
      kind: 'averagePool',
      layers: [layer.name],
      input,
      output,
      phases,
      split: arena.bytes(phases.channelStride),
      offsets: arena.floats(offsetTable.length),
      offsetTable,
      ones: arena.floats(offsetTable.length),
      down: arena.floats(inside.down.length),
      across: arena.floats(inside.across.length),
      inside,
      gradient: arena.bytes(phases.gradientPlaneStride),
      backward,
      join: arena.bytes(joinBytes(phases)),
      misses: missesPixels(phases),
    };
    return { steps: [step], output, next: at + 1 };
  },
};

export const averagePoolRunner: StepRunner<AveragePoolStep> = {
  prepare: ({ floats, integers }, step) => {
    integers.set(step.offsetTable, step.offsets / 4);
    for (const { phase, offsets } of step.backward) integers.set(phase.offsets, offsets / 4);
    floats.fill(1, step.ones / 4, step.ones / 4 + step.offsetTable.length);
    floats.set(step.inside.down, step.down / 4);
    floats.set(step.inside.across, step.across / 4);
  },
  forward: ({ kernels }, step) => {
    const { input, output, phases, ones, down, across } = step;
    const { rowStride, height, width } = output;
    for (let c = 0; c < output.channels; c++) {
      const to = output.value + c * output.planeStride;
      const taps = step.offsetTable.length;
      splitPlane(kernels, phases, input.value + c * input.planeStride, input.rowStride, step.split);
      kernels.depthwiseTaps(step.split, phases.rowStride, step.offsets, taps, ones, 0, 0, to, rowStride, height, width);
      kernels.divideByInside(to, rowStride, down, across, to, rowStride, height, width);
    }
  },
  backward: ({ kernels, bytes }, step) => {
    const { input, output, phases, ones } = step;
    if (input.gradient === 0) return;
    if (step.misses) clearGradient(input, bytes);
    const origin = step.gradient + phases.gradientOrigin;
    const stride = phases.gradientRowStride;
    for (let c = 0; c < output.channels; c++) {
      const from = output.gradient + c * output.planeStride;
      const { down, across } = step;
      kernels.divideByInside(from, output.rowStride, down, across, origin, stride, output.height, output.width);
      for (const { phase, offsets } of step.backward) {
        const { rows, columns, taps } = phase;
        const start = origin + rows.first * stride + columns.first * 4;
        writePhaseGradient(kernels, phases, phase, input, c, 1, step.join, (to, rowStride) => {
          kernels.depthwiseTaps(
            start,
            stride,
            offsets,
            taps.length,
            ones,
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
  },
};
