// The convolution step: rows of a band by the direct kernel or Winograd's, pooled at once; backward over active cells only.
import type { Kernels } from '../kernels.ts';
import type { ConvolveStep } from './convolveStep.ts';
import { clearConvolution, packConvolution, readConvolution } from './convolveWeights.ts';
import { listActive, preparePool } from './poolBuffers.ts';
import { clearGradient, type StepRunner } from './step.ts';
import { WINOGRAD_PHASES, WINOGRAD_ROWS } from './winograd.ts';

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
function forward(kernels: Kernels, step: ConvolveStep, training: boolean): void {
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

function backward(kernels: Kernels, step: ConvolveStep, bytes: Uint8Array): void {
  const { input, kernelHeight, kernelVectors, pool } = step;
  const { channels, rowStride, planeStride } = input;
  const weightBytes = channels * kernelHeight * kernelVectors * 16;
  const corner = step.padTop * rowStride + step.padLeft * 4;
  if (input.gradient !== 0) clearGradient(input, bytes);
  for (let co = 0; co < step.filters; co++) {
    const count = listActive(kernels, step, co);
    if (count === 0) continue;
    kernels.weightGradient(
      pool.list,
      count,
      input.value - corner,
      rowStride,
      planeStride,
      channels,
      kernelHeight,
      kernelVectors,
      step.weightSums + co * weightBytes,
      step.biasSums + co * 4,
    );
    if (input.gradient !== 0) {
      const weights = step.backwardWeights + co * weightBytes;
      const to = input.gradient - corner;
      kernels.inputGradient(
        pool.list,
        count,
        weights,
        channels,
        kernelHeight,
        kernelVectors,
        to,
        rowStride,
        planeStride,
      );
    }
  }
}

export const convolveRunner: StepRunner<ConvolveStep> = {
  prepare: preparePool,
  forward: ({ kernels }, step, draw) => forward(kernels, step, draw !== undefined),
  backward: ({ kernels, bytes }, step) => backward(kernels, step, bytes),
  packWeights: ({ floats }, step, parameters) => packConvolution(step, parameters, floats),
  clearGradients: ({ floats }, step) => clearConvolution(step, floats),
  readGradients: ({ floats }, step, gradient) => readConvolution(step, floats, gradient),
};
