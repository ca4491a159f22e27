// The forward pass of one sample through a plan.
import {
  type ConvolveStep,
  type LoadStep,
  type Plan,
  type PoolStep,
  type Step,
  WINOGRAD_PHASES,
  WINOGRAD_ROWS,
} from '../compile/index.ts';
import { randomWords, type StreamKey } from '../random.ts';
import type { Kernels } from './kernels.ts';

/** What a sample's random numbers depend on. */
export interface Draw {
  /** Keys of the plan's streams by layer name. */
  keys: ReadonlyMap<string, StreamKey>;
  /** The sample's number in its data, and the epoch from 1. */
  sample: number;
  epoch: number;
}

function flipped(step: LoadStep, draw: Draw | undefined): number {
  if (draw === undefined) return 0;
  let flips = 0;
  for (const name of step.flips) {
    const key = draw.keys.get(name);
    if (key !== undefined) flips ^= randomWords(key, 0, draw.sample, draw.epoch)[0] & 1;
  }
  return flips;
}

function load(kernels: Kernels, plan: Plan, step: LoadStep, draw: Draw | undefined): void {
  const { height, width, channels, value, rowStride, planeStride } = step.output;
  const flip = flipped(step, draw);
  const kernel = plan.pixelFormat === 'uint8' ? kernels.loadBytes : kernels.loadFloats;
  kernel(plan.pixels, height, width, channels, flip, step.scale, step.offset, value, rowStride, planeStride);
}

function transformBand(kernels: Kernels, step: ConvolveStep, from: number, rows: number): void {
  const { input, output, poolWidth, kernelWidth, winograd } = step;
  if (winograd === undefined) return;
  const { transformed, transformedStride } = winograd;
  const bytes = WINOGRAD_PHASES * input.channels * transformedStride;
  const reached = output.width * poolWidth + kernelWidth - 1;
  for (let y = 0; y + WINOGRAD_ROWS <= rows; y += WINOGRAD_ROWS) {
    kernels.transformFour(
      from + y * input.rowStride,
      input.rowStride,
      input.planeStride,
      input.channels,
      reached,
      transformed + (y / WINOGRAD_ROWS) * bytes,
      transformedStride,
    );
  }
}

// Four channels from `first` on into the scratch rows.
function convolveBand(kernels: Kernels, step: ConvolveStep, from: number, rows: number, first: number): void {
  const { input, output, kernelHeight, kernelWidth, rowsStride, winograd } = step;
  const planeBytes = rowsStride * step.poolHeight * step.band;
  const width = output.width * step.poolWidth;
  const group = first >> 2;
  const bias = step.bias + first * 4;
  let y = 0;
  if (winograd !== undefined) {
    const { transformed, transformedStride, tile } = winograd;
    const bytes = WINOGRAD_PHASES * input.channels * transformedStride;
    const weights = winograd.weights + group * WINOGRAD_PHASES * input.channels * kernelWidth * 16;
    for (; y + WINOGRAD_ROWS <= rows; y += WINOGRAD_ROWS) {
      kernels.winogradFour(
        transformed + (y / WINOGRAD_ROWS) * bytes,
        transformedStride,
        input.channels,
        weights,
        bias,
        tile,
        step.rows + y * rowsStride,
        rowsStride,
        planeBytes,
        width,
      );
    }
  }
  if (y === rows) return;
  const weights = step.forwardWeights + group * kernelHeight * kernelWidth * input.channels * 16;
  kernels.convolveRows(
    from + y * input.rowStride,
    input.rowStride,
    input.planeStride,
    input.channels,
    kernelHeight,
    kernelWidth,
    weights,
    bias,
    step.rows + y * rowsStride,
    rowsStride,
    planeBytes,
    rows - y,
    width,
  );
}

// The rows of one band lie in scratch memory, which stays in the first caches; only the maxima go further. Arguments are
// written out: spreading an array costs 0.15 us a call, and there are thousands of calls a picture.
function convolve(kernels: Kernels, step: ConvolveStep, training: boolean): void {
  const { input, output, poolHeight, poolWidth, pool, rowsStride, band } = step;
  const cells = output.width;
  const relu = step.relu ? 1 : 0;
  const corner = input.value - step.padTop * input.rowStride - step.padLeft * 4;
  for (let top = 0; top < output.height; top += band) {
    const bottom = Math.min(top + band, output.height);
    const from = corner + top * poolHeight * input.rowStride;
    const convolved = (bottom - top) * poolHeight;
    transformBand(kernels, step, from, convolved);
    for (let first = 0; first < step.filters; first += 4) {
      convolveBand(kernels, step, from, convolved, first);
      for (let co = first; co < first + 4 && co < step.filters; co++) {
        const plane = step.rows + (co - first) * rowsStride * poolHeight * band;
        for (let py = top; py < bottom; py++) {
          const rows = plane + (py - top) * poolHeight * rowsStride;
          const to = output.value + co * output.planeStride + py * output.rowStride;
          if (training) {
            const argmax = pool.argmax + (co * output.height + py) * cells;
            kernels.poolRowsArgmax(
              rows,
              rowsStride,
              poolHeight,
              poolWidth,
              cells,
              relu,
              pool.columns,
              pool.where,
              to,
              argmax,
            );
          } else {
            kernels.poolRows(rows, rowsStride, poolHeight, poolWidth, cells, relu, pool.columns, to);
          }
        }
      }
    }
  }
}

function pool(kernels: Kernels, step: PoolStep, training: boolean): void {
  const { input, output, poolHeight, poolWidth, pool: buffers } = step;
  for (let c = 0; c < output.channels; c++) {
    for (let py = 0; py < output.height; py++) {
      const rows = input.value + c * input.planeStride + py * poolHeight * input.rowStride;
      const to = output.value + c * output.planeStride + py * output.rowStride;
      const cells = output.width;
      if (training) {
        const argmax = buffers.argmax + (c * output.height + py) * cells;
        const { columns, where } = buffers;
        kernels.poolRowsArgmax(rows, input.rowStride, poolHeight, poolWidth, cells, 0, columns, where, to, argmax);
      } else {
        kernels.poolRows(rows, input.rowStride, poolHeight, poolWidth, cells, 0, buffers.columns, to);
      }
    }
  }
}

function runStep(kernels: Kernels, plan: Plan, step: Step, draw: Draw | undefined): void {
  switch (step.kind) {
    case 'load':
      load(kernels, plan, step, draw);
      return;
    case 'convolve':
      convolve(kernels, step, draw !== undefined);
      return;
    case 'pool':
      pool(kernels, step, draw !== undefined);
      return;
    case 'dropout': {
      const key = draw?.keys.get(step.stream);
      if (draw === undefined || key === undefined) return;
      const { channels, height, width, rowStride, planeStride, value } = step.values;
      const { threshold, scale, mask } = step;
      const { sample, epoch } = draw;
      const { k0, k1, seedHigh } = key;
      kernels.dropout(
        value,
        channels,
        height,
        width,
        rowStride,
        planeStride,
        threshold,
        scale,
        mask,
        sample,
        epoch,
        seedHigh,
        k0,
        k1,
      );
      return;
    }
    case 'affine': {
      const { input, output } = step;
      for (let c = 0; c < input.channels; c++) {
        kernels.affine(
          input.value + c * input.planeStride,
          output.value + c * output.planeStride,
          input.height,
          input.width,
          input.rowStride,
          output.rowStride,
          step.scale,
          step.offset,
        );
      }
      return;
    }
    case 'flatten': {
      const { value, height, width, channels, rowStride, planeStride } = step.input;
      kernels.flatten(value, height, width, channels, rowStride, planeStride, step.output.value);
      return;
    }
    case 'dense': {
      const units4 = (step.units + 3) & ~3;
      kernels.denseForward(step.input.value, step.inputs, step.weights, units4, step.bias, step.output.value);
      if (step.relu) kernels.relu(step.output.value, units4);
      return;
    }
  }
}

/** Runs the sample whose pixels lie at `plan.pixels`; with a draw as in training: augmentation, dropout, argmaxima. */
export function runForward(kernels: Kernels, plan: Plan, draw?: Draw): void {
  for (const step of plan.steps) runStep(kernels, plan, step, draw);
}
