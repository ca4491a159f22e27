// Separate max pooling step of any size, strides and padding. On ties, the first maximum in row-major order wins.
import type { PoolOptions, ResolvedLayer } from '../resolvedLayer.ts';
import { planeOf } from '../shape.ts';
import { windowsOver } from '../slidingWindow.ts';
import { type Phases, phasesOf, splitPlane, tapOffsets } from './phases.ts';
import { clearGradient, type Place, type StepRecord, type StepRunner } from './step.ts';

export interface SlidingPoolStep extends StepRecord {
  kind: 'slidingPool';
  phases: Phases;
  /** The phases of one channel, -infinity outside the image. */
  split: number;
  offsets: number;
  offsetTable: number[];
  /** Byte offset of each position in the input planes, relative to the pool's corner. */
  places: number;
  placeTable: number[];
  /** Offset of the first pool's corner from pixel (0, 0); it may lie outside the image. */
  corner: number;
  /** One integer per cell: the position of the maximum. */
  argmax: number;
  argmaxStride: number;
}

export function layOutSlidingPool(place: Place, layer: ResolvedLayer, spec: PoolOptions) {
  const { arena, input, at } = place;
  const sliding = { size: spec.poolSize, strides: spec.strides, padding: spec.padding };
  const phases = phasesOf(layer.inputShape, sliding);
  const [rows, columns] = windowsOver(planeOf(layer.inputShape), sliding);
  const output = place.output(layer.outputShape, at + 1, place.needsGradient);
  const offsetTable = tapOffsets(phases);
  const placeTable: number[] = [];
  for (let y = 0; y < spec.poolSize[0]; y++) {
    for (let x = 0; x < spec.poolSize[1]; x++) placeTable.push(y * input.rowStride + x * 4);
  }
  const argmaxStride = output.height * ((output.width + 3) & ~3) * 4;
  const step: SlidingPoolStep = {
    kind: 'slidingPool',
    layers: [layer.name],
    input,
    output,
    phases,
    split: arena.bytes(phases.channelStride),
    offsets: arena.floats(offsetTable.length),
    offsetTable,
    places: arena.floats(placeTable.length),
    placeTable,
    corner: -rows.before * input.rowStride - columns.before * 4,
    argmax: arena.bytes(output.channels * argmaxStride),
    argmaxStride,
  };
  return { steps: [step], output, next: at + 1 };
}

export const slidingPoolRunner: StepRunner<SlidingPoolStep> = {
  prepare: ({ floats, integers }, step) => {
    integers.set(step.offsetTable, step.offsets / 4);
    integers.set(step.placeTable, step.places / 4);
    floats.fill(Number.NEGATIVE_INFINITY, step.split / 4, (step.split + step.phases.channelStride) / 4);
  },
  forward: ({ kernels }, step, draw) => {
    const { input, output, phases } = step;
    for (let c = 0; c < output.channels; c++) {
      splitPlane(kernels, phases, input.value + c * input.planeStride, input.rowStride, step.split);
      kernels.slidingMax(
        step.split,
        phases.rowStride,
        step.offsets,
        step.offsetTable.length,
        output.value + c * output.planeStride,
        output.rowStride,
        draw === undefined ? 0 : step.argmax + c * step.argmaxStride,
        output.height,
        output.width,
      );
    }
  },
  backward: ({ kernels, bytes }, step) => {
    const { input, output, phases } = step;
    if (input.gradient === 0) return;
    clearGradient(input, bytes);
    for (let c = 0; c < output.channels; c++) {
      kernels.scatterMax(
        output.gradient + c * output.planeStride,
        output.rowStride,
        step.argmax + c * step.argmaxStride,
        step.places,
        input.gradient + c * input.planeStride + step.corner,
        phases.down.stride * input.rowStride,
        phases.across.stride * 4,
        output.height,
        output.width,
      );
    }
  },
};
