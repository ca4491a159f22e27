// Phase planes: turn windows of any size, stride and padding into runs of adjacent floats.
//
// With strides (sy, sx), phase (a, b) of a plane holds the pixels (y * sy + a - top, x * sx + b - left). Tap (ky, kx)
// of a window at (y, x) is pixel (y + floor(ky / sy), x + floor(kx / sx)) of phase (ky % sy, kx % sx). Moving a window
// by one stride moves by one float, so kernels do not need to handle strides or padding. With strides of 1 there is one
// phase: the plane with its border.
import type { Kernels } from '../kernels.ts';
import { planeOf, type Shape } from '../shape.ts';
import { type Sliding, windowsOver } from '../slidingWindow.ts';
import type { Planes } from './planes.ts';

/** A row or column of a window, as a position in the phases of its axis. */
interface Tap {
  phase: number;
  shift: number;
}

/** The pixels of a phase inside the image along one axis: `count` from `first` on, the first being pixel `at`. */
interface Run {
  first: number;
  count: number;
  at: number;
}

interface Axis {
  length: number;
  stride: number;
  /** Number of windows. */
  count: number;
  taps: Tap[];
  runs: Run[];
  /** The largest shift, and the length of a phase: the windows and the reach of their taps. */
  reach: number;
  places: number;
  /** Number of pixels that no window reaches. */
  missed: number;
}

function axisOf(length: number, size: number, stride: number, count: number, before: number): Axis {
  const taps = Array.from({ length: size }, (_, k) => ({ phase: k % stride, shift: Math.floor(k / stride) }));
  const reach = Math.floor((size - 1) / stride);
  const places = count + reach;
  const runs: Run[] = [];
  for (let phase = 0; phase < Math.min(stride, size); phase++) {
    const first = Math.max(0, Math.ceil((before - phase) / stride));
    const last = Math.min(places - 1, Math.floor((length - 1 + before - phase) / stride));
    runs.push({ first, count: Math.max(0, last - first + 1), at: first * stride + phase - before });
  }
  const met = runs.reduce((sum, run) => sum + run.count, 0);
  return { length, stride, count, taps, runs, reach, places, missed: length - met };
}

export interface Phases {
  down: Axis;
  across: Axis;
  /** Sizes in bytes: a row, one phase, and all phases of one channel. */
  rowStride: number;
  phaseStride: number;
  channelStride: number;
  /** A plane of the output gradient with a zero border, and its pixel (0, 0). */
  gradientRowStride: number;
  gradientPlaneStride: number;
  gradientOrigin: number;
}

/** Computes the phases for a layer with sliding windows. */
export function phasesOf(input: Shape, sliding: Sliding): Phases {
  const plane = planeOf(input);
  const [rows, columns] = windowsOver(plane, sliding);
  const down = axisOf(plane.height, sliding.size[0], sliding.strides[0], rows.count, rows.before);
  const across = axisOf(plane.width, sliding.size[1], sliding.strides[1], columns.count, columns.before);
  const rowStride = ((across.places + 3) & ~3) * 4;
  const phaseStride = down.places * rowStride;
  // Gradient vectors read three floats past the last column; these must be zeros.
  const gradientRowStride = ((across.reach + across.count + Math.max(across.reach, 3) + 3) & ~3) * 4;
  return {
    down,
    across,
    rowStride,
    phaseStride,
    channelStride: phaseStride * down.runs.length * across.runs.length,
    gradientRowStride,
    gradientPlaneStride: (down.count + 2 * down.reach) * gradientRowStride,
    gradientOrigin: down.reach * gradientRowStride + across.reach * 4,
  };
}

/** Byte offsets of a window's taps in the phases of one channel, in row-major order. */
export function tapOffsets({ down, across, rowStride, phaseStride }: Phases): number[] {
  return down.taps.flatMap((row) =>
    across.taps.map(
      (column) =>
        (row.phase * across.runs.length + column.phase) * phaseStride + row.shift * rowStride + column.shift * 4,
    ),
  );
}

/** Writes the phases of one plane; positions outside the image are not touched. */
export function splitPlane(kernels: Kernels, phases: Phases, plane: number, rowStride: number, to: number): void {
  const { down, across } = phases;
  down.runs.forEach((rows, a) => {
    across.runs.forEach((columns, b) => {
      kernels.splitPhase(
        plane + rows.at * rowStride + columns.at * 4,
        down.stride * rowStride,
        across.stride * 4,
        to + (a * across.runs.length + b) * phases.phaseStride + rows.first * phases.rowStride + columns.first * 4,
        phases.rowStride,
        rows.count,
        columns.count,
      );
    });
  });
}

/** Contributions to the pixels of one phase in the backward pass: some taps of the window, mirrored. */
export interface PhaseGradient {
  /** Row-major tap indices in the window, and the byte offset of each in a plane of the output gradient. */
  taps: number[];
  offsets: number[];
  rows: Run;
  columns: Run;
}

/** The backward pass by phase; phases without pixels are skipped. */
export function phaseGradients({ down, across, gradientRowStride }: Phases): PhaseGradient[] {
  const gradients: PhaseGradient[] = [];
  down.runs.forEach((rows, a) => {
    across.runs.forEach((columns, b) => {
      if (rows.count === 0 || columns.count === 0) return;
      const taps: number[] = [];
      const offsets: number[] = [];
      down.taps.forEach((row, ky) => {
        across.taps.forEach((column, kx) => {
          if (row.phase !== a || column.phase !== b) return;
          taps.push(ky * across.taps.length + kx);
          offsets.push(-row.shift * gradientRowStride - column.shift * 4);
        });
      });
      gradients.push({ taps, offsets, rows, columns });
    });
  });
  return gradients;
}

/** Whether no window reaches some pixel, whose gradient must then be cleared. */
export function missesPixels({ down, across }: Phases): boolean {
  return down.missed > 0 || across.missed > 0;
}

/** Scratch bytes for four planes of one phase's gradient if columns of several phases are interleaved; otherwise 0. */
export function joinBytes({ down, across }: Phases): number {
  return across.stride === 1 ? 0 : 4 * down.places * joinRowStride(across.places);
}

function joinRowStride(columns: number): number {
  return ((columns + 3) & ~3) * 4;
}

/**
 * Computes the gradient of up to four input planes for one phase. `compute` writes rows to an address with a row and a
 * plane stride: those of the planes, or of the scratch memory `join` if columns must be interleaved afterwards.
 */
export function writePhaseGradient(
  kernels: Kernels,
  { down, across }: Phases,
  { rows, columns }: PhaseGradient,
  input: Planes,
  channel: number,
  count: number,
  join: number,
  compute: (to: number, rowStride: number, planeStride: number) => void,
): void {
  const to = input.gradient + channel * input.planeStride + rows.at * input.rowStride + columns.at * 4;
  if (across.stride === 1) {
    compute(to, down.stride * input.rowStride, input.planeStride);
    return;
  }
  const rowStride = joinRowStride(columns.count);
  const planeStride = rows.count * rowStride;
  compute(join, rowStride, planeStride);
  for (let c = 0; c < count; c++) {
    kernels.joinPhase(
      join + c * planeStride,
      rowStride,
      to + c * input.planeStride,
      down.stride * input.rowStride,
      across.stride * 4,
      rows.count,
      columns.count,
    );
  }
}
