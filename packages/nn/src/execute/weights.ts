// Weights between the model's layout (as Keras has it) and the kernels': packing before a batch, unpacking gradients after.
import type { ConvolveStep, DenseStep, Plan } from '../compile/index.ts';

function packConvolution(step: ConvolveStep, parameters: Float32Array, memory: Float32Array): void {
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

// One row a phase of the kernel `winogradFour`: the factors of the three weights in a column of the 3x3 kernel. The sums
// are taken in double precision and rounded once.
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

function packDense(step: DenseStep, parameters: Float32Array, memory: Float32Array): void {
  const { inputs, units, kernelOffset } = step;
  const units4 = (units + 3) & ~3;
  for (let i = 0; i < inputs; i++) {
    const row = parameters.subarray(kernelOffset + i * units, kernelOffset + (i + 1) * units);
    memory.set(row, step.weights / 4 + i * units4);
  }
  if (step.biasOffset >= 0) {
    memory.set(parameters.subarray(step.biasOffset, step.biasOffset + units), step.bias / 4);
  }
}

/** Copies all weights into the kernels' layout. */
export function packWeights(plan: Plan, parameters: Float32Array, memory: Float32Array): void {
  for (const step of plan.steps) {
    if (step.kind === 'convolve') {
      packConvolution(step, parameters, memory);
      if (step.winograd !== undefined) packWinograd(step, step.winograd.weights, parameters, memory);
    }
    if (step.kind === 'dense') packDense(step, parameters, memory);
  }
}

function sumFloats(step: ConvolveStep | DenseStep): { weights: number; bias: number } {
  if (step.kind === 'dense') {
    const units4 = (step.units + 3) & ~3;
    return { weights: step.inputs * units4, bias: units4 };
  }
  return {
    weights: step.filters * step.input.channels * step.kernelHeight * step.kernelVectors * 4,
    bias: step.filters,
  };
}

/** Sets the gradient sums of all weights to zero. */
export function clearGradients(plan: Plan, memory: Float32Array): void {
  for (const step of plan.steps) {
    if (step.kind !== 'convolve' && step.kind !== 'dense') continue;
    const { weights, bias } = sumFloats(step);
    memory.fill(0, step.weightSums / 4, step.weightSums / 4 + weights);
    memory.fill(0, step.biasSums / 4, step.biasSums / 4 + bias);
  }
}

function readConvolution(step: ConvolveStep, memory: Float32Array, gradient: Float32Array): void {
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
export function readGradients(plan: Plan, memory: Float32Array, gradient: Float32Array): void {
  for (const step of plan.steps) {
    if (step.kind === 'convolve') {
      readConvolution(step, memory, gradient);
      if (step.biasOffset >= 0) {
        gradient.set(memory.subarray(step.biasSums / 4, step.biasSums / 4 + step.filters), step.biasOffset);
      }
    } else if (step.kind === 'dense') {
      const units4 = (step.units + 3) & ~3;
      for (let i = 0; i < step.inputs; i++) {
        const from = step.weightSums / 4 + i * units4;
        gradient.set(memory.subarray(from, from + step.units), step.kernelOffset + i * step.units);
      }
      if (step.biasOffset >= 0) {
        gradient.set(memory.subarray(step.biasSums / 4, step.biasSums / 4 + step.units), step.biasOffset);
      }
    }
  }
}
