// Converts convolution weights between the Keras and kernel layouts: packs before a batch, unpacks gradients after.
import type { ConvolveStep } from './convolveStep.ts';

function packDirect(step: ConvolveStep, parameters: Float32Array, memory: Float32Array): void {
  const { kernelHeight, kernelWidth, kernelVectors, filters } = step;
  const { channels } = step.input;
  const rowFloats = kernelVectors * 4;
  for (let co = 0; co < filters; co++) {
    for (let ci = 0; ci < channels; ci++) {
      for (let ky = 0; ky < kernelHeight; ky++) {
        for (let kx = 0; kx < kernelWidth; kx++) {
          const tap = (ky * kernelWidth + kx) * channels + ci;
          const weight = parameters[step.kernelOffset + tap * filters + co] ?? 0;
          const group = ((co >> 2) * channels + ci) * kernelHeight + ky;
          memory[step.forwardWeights / 4 + (group * kernelWidth + kx) * 4 + (co & 3)] = weight;
          const row = (co * channels + ci) * kernelHeight + ky;
          memory[step.backwardWeights / 4 + row * rowFloats + kx] = weight;
        }
      }
    }
    if (step.biasOffset >= 0) memory[step.bias / 4 + co] = parameters[step.biasOffset + co] ?? 0;
  }
}

// One row per phase of the kernel `winogradFour`: the factors of the three weights in a column of the 3x3 kernel. The
// sums are computed in double precision and rounded once.
const phases: readonly (readonly [number, number, number])[] = [
  [1 / 4, 0, 0],
  [-1 / 6, -1 / 6, -1 / 6],
  [-1 / 6, 1 / 6, -1 / 6],
  [1 / 24, 1 / 12, 1 / 6],
  [1 / 24, -1 / 12, 1 / 6],
  [0, 0, 1],
];

function packWinograd(step: ConvolveStep, address: number, parameters: Float32Array, memory: Float32Array): void {
  const { filters, kernelOffset, kernelWidth } = step;
  const { channels } = step.input;
  const row = kernelWidth * channels * filters;
  for (let co = 0; co < filters; co++) {
    phases.forEach(([top, middle, bottom], phase) => {
      for (let ci = 0; ci < channels; ci++) {
        for (let kx = 0; kx < kernelWidth; kx++) {
          const at = kernelOffset + (kx * channels + ci) * filters + co;
          const sum =
            top * (parameters[at] ?? 0) +
            middle * (parameters[at + row] ?? 0) +
            bottom * (parameters[at + 2 * row] ?? 0);
          const group = ((co >> 2) * phases.length + phase) * channels + ci;
          memory[address / 4 + (group * kernelWidth + kx) * 4 + (co & 3)] = sum;
        }
      }
    });
  }
}

// The same in both directions: G g G^T, one value per row and column phase.
function packTiles(step: ConvolveStep, address: number, parameters: Float32Array, memory: Float32Array): void {
  const { filters, kernelOffset } = step;
  const { channels } = step.input;
  for (let co = 0; co < filters; co++) {
    for (let ci = 0; ci < channels; ci++) {
      const weight = (ky: number, kx: number) =>
        parameters[kernelOffset + ((ky * 3 + kx) * channels + ci) * filters + co] ?? 0;
      phases.forEach((rows, phase) => {
        const column = (kx: number) => rows[0] * weight(0, kx) + rows[1] * weight(1, kx) + rows[2] * weight(2, kx);
        const sums = [column(0), column(1), column(2)] as const;
        phases.forEach((columns, columnPhase) => {
          const at = ((co >> 2) * phases.length ** 2 + phase * phases.length + columnPhase) * channels + ci;
          memory[address / 4 + at * 4 + (co & 3)] = columns[0] * sums[0] + columns[1] * sums[1] + columns[2] * sums[2];
        });
      });
    }
  }
}

/** Copies kernel and bias into the layouts that the forward and the backward kernels read. */
export function packConvolution(step: ConvolveStep, parameters: Float32Array, memory: Float32Array): void {
  packDirect(step, parameters, memory);
  const { winograd } = step;
  if (winograd?.tiled) packTiles(step, winograd.weights, parameters, memory);
  else if (winograd !== undefined) packWinograd(step, winograd.weights, parameters, memory);
}

/** Sets the gradient sums to zero. */
export function clearConvolution(step: ConvolveStep, memory: Float32Array): void {
  const weights = step.filters * step.input.channels * step.kernelHeight * step.kernelVectors * 4;
  memory.fill(0, step.weightSums / 4, step.weightSums / 4 + weights);
  memory.fill(0, step.biasSums / 4, step.biasSums / 4 + step.filters);
}

function readKernel(step: ConvolveStep, memory: Float32Array, gradient: Float32Array): void {
  const { kernelHeight, kernelWidth, kernelVectors, filters } = step;
  const { channels } = step.input;
  for (let ky = 0; ky < kernelHeight; ky++) {
    for (let kx = 0; kx < kernelWidth; kx++) {
      for (let ci = 0; ci < channels; ci++) {
        const tap = (ky * kernelWidth + kx) * channels + ci;
        for (let co = 0; co < filters; co++) {
          const row = (co * channels + ci) * kernelHeight + ky;
          gradient[step.kernelOffset + tap * filters + co] =
            memory[step.weightSums / 4 + row * kernelVectors * 4 + kx] ?? 0;
        }
      }
    }
  }
}

/** Copies the gradient sums into a vector in the model's layout. */
export function readConvolution(step: ConvolveStep, memory: Float32Array, gradient: Float32Array): void {
  readKernel(step, memory, gradient);
  if (step.biasOffset < 0) return;
  gradient.set(memory.subarray(step.biasSums / 4, step.biasSums / 4 + step.filters), step.biasOffset);
}
