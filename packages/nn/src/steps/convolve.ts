// Convolution step: direct or Winograd kernel on bands of rows, pooled at once; backward over active cells only.
import type { Kernels } from '../kernels.ts';
import type { ConvolveStep } from './convolveStep.ts';
import { clearConvolution, packConvolution, readConvolution } from './convolveWeights.ts';
import { listActive, preparePool } from './poolBuffers.ts';
import { clearGradient, type StepRunner } from './step.ts';
import { TILED_COLUMNS, WINOGRAD_PHASES, WINOGRAD_ROWS } from './winograd.ts';

function transformBand(kernels: Kernels, { input, winograd }: ConvolveStep, from: number, rows: number): void {
  if (winograd === undefined) return;
  const { transformed, transformedStride, columns, tiled, values, valuesStride } = winograd;
  const { channels, rowStride, planeStride } = input;
  const bytes = WINOGRAD_PHASES * channels * transformedStride;
  const valueBytes = WINOGRAD_PHASES ** 2 * channels * valuesStride;
  for (let y = 0; y < rows; y += WINOGRAD_ROWS) {
    const tile = y / WINOGRAD_ROWS;
    const to = tiled ? transformed : transformed + tile * bytes;
    kernels.transformFour(from + y * rowStride, rowStride, planeStride, channels, columns + 2, to, transformedStride);
    if (!tiled) continue;
    const groups = columns / TILED_COLUMNS;
    kernels.transformColumns(to, transformedStride, channels, groups, values + tile * valueBytes, valuesStride);
  }
}

// Computes four channels from `first` on into the scratch rows, four rows at a time; `paired` keeps row-pair maxima.
function winogradBand(kernels: Kernels, step: ConvolveStep, rows: number, first: number, paired: number): void {
  const { input, winograd, rowsStride, planeBytes, bias } = step;
  if (winograd === undefined) return;
  const { transformed, transformedStride, columns, tiled, values, valuesStride, tile } = winograd;
  const { channels } = input;
  const taps = WINOGRAD_PHASES * (tiled ? WINOGRAD_PHASES : step.kernelWidth);
  const weights = winograd.weights + (first >> 2) * taps * channels * 16;
  const written = paired ? WINOGRAD_ROWS / 2 : WINOGRAD_ROWS;
  const filterBias = bias + first * 4;
  for (let y = 0; y < rows; y += WINOGRAD_ROWS) {
    const at = y / WINOGRAD_ROWS;
    const to = step.rows + at * written * rowsStride;
    if (tiled) {
      const from = values + at * WINOGRAD_PHASES ** 2 * channels * valuesStride;
      const groups = columns / TILED_COLUMNS;
      kernels.winogradTiles(
        from,
        valuesStride,
        channels,
        weights,
        filterBias,
        tile,
        to,
        rowsStride,
        planeBytes,
        groups,
        paired,
      );
    } else {
      const from = transformed + at * WINOGRAD_PHASES * channels * transformedStride;
      const { winogradFour } = kernels;
      winogradFour(
        from,
        transformedStride,
        channels,
        weights,
        filterBias,
        tile,
        to,
        rowsStride,
        planeBytes,
        columns,
        paired,
      );
    }
  }
}

// The same with the direct kernel.
function directBand(kernels: Kernels, step: ConvolveStep, from: number, rows: number, first: number): void {
  const { input, output, kernelHeight, kernelWidth } = step;
  const weights = step.forwardWeights + (first >> 2) * kernelHeight * kernelWidth * input.channels * 16;
  kernels.convolveRows(
    from,
    input.rowStride,
    input.planeStride,
    input.channels,
    kernelHeight,
    kernelWidth,
    weights,
    step.bias + first * 4,
    step.rows,
    step.rowsStride,
    step.planeBytes,
    rows,
    output.width * step.poolWidth,
  );
}

// The rows of one band stay in scratch memory, which fits in the L1 cache; only the maxima are written out. Arguments
// are spelled out: spreading an array costs 0.15 us per call, and there are thousands of calls per image.
function forward(kernels: Kernels, step: ConvolveStep, training: boolean): void {
  const { input, output, poolHeight, poolWidth, pool, rowsStride, band, winograd } = step;
  const cells = output.width;
  const relu = step.relu ? 1 : 0;
  const tiled = winograd?.tiled ? 1 : 0;
  // Inference needs no argmax, so an even pool can start while rows are still in registers.
  const paired = winograd !== undefined && !training && poolHeight % 2 === 0 ? 1 : 0;
  const written = paired ? poolHeight / 2 : poolHeight;
  const corner = input.value - step.padTop * input.rowStride - step.padLeft * 4;
  for (let top = 0; top < output.height; top += band) {
    const bottom = Math.min(top + band, output.height);
    const from = corner + top * poolHeight * input.rowStride;
    const convolved = (bottom - top) * poolHeight;
    transformBand(kernels, step, from, convolved);
    for (let first = 0; first < step.filters; first += 4) {
      if (winograd === undefined) directBand(kernels, step, from, convolved, first);
      else winogradBand(kernels, step, convolved, first, paired);
      for (let co = first; co < first + 4 && co < step.filters; co++) {
        const plane = step.rows + (co - first) * step.planeBytes;
        for (let py = top; py < bottom; py++) {
          const rows = plane + (py - top) * written * rowsStride;
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
              tiled,
            );
          } else {
            kernels.poolRows(rows, rowsStride, written, poolWidth, cells, relu, pool.columns, to, tiled);
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
