// Converts the weights of a plain convolution between the Keras layout and the kernels' layout.
import type { PlainConvolveStep } from './plainConvolveStep.ts';

// Visits each weight: its index in the Keras kernel and in [filters / 4][ci][tap][4].
function eachWeight(step: PlainConvolveStep, visit: (keras: number, packed: number) => void): void {
  const { filters, area } = step;
  const { channels } = step.input;
  for (let tap = 0; tap < area; tap++) {
    for (let ci = 0; ci < channels; ci++) {
      for (let co = 0; co < filters; co++) {
        const group = (co >> 2) * channels + ci;
        visit((tap * channels + ci) * filters + co, (group * area + tap) * 4 + (co & 3));
      }
    }
  }
}

/** Copies kernel and bias into the layouts for the forward pass and the input gradient. */
export function packPlainConvolution(step: PlainConvolveStep, parameters: Float32Array, memory: Float32Array): void {
  const { kernelOffset, biasOffset, filters } = step;
  const { channels } = step.input;
  eachWeight(step, (keras, packed) => {
    memory[step.weights / 4 + packed] = parameters[kernelOffset + keras] ?? 0;
  });
  if (biasOffset >= 0) memory.set(parameters.subarray(biasOffset, biasOffset + filters), step.bias / 4);
  for (const { phase, weights } of step.backward) {
    const count = phase.taps.length;
    phase.taps.forEach((tap, nth) => {
      for (let ci = 0; ci < channels; ci++) {
        for (let co = 0; co < filters; co++) {
          const to = (((ci >> 2) * filters + co) * count + nth) * 4 + (ci & 3);
          memory[weights / 4 + to] = parameters[kernelOffset + (tap * channels + ci) * filters + co] ?? 0;
        }
      }
    });
  }
}

/** Sets the gradient sums to zero. */
export function clearPlainConvolution(step: PlainConvolveStep, memory: Float32Array): void {
  const weights = ((step.filters + 3) >> 2) * step.input.channels * step.area * 4;
  memory.fill(0, step.weightSums / 4, step.weightSums / 4 + weights);
  memory.fill(0, step.biasSums / 4, step.biasSums / 4 + step.filters);
}

/** Copies the gradient sums into a vector in the model's layout. */
export function readPlainConvolution(step: PlainConvolveStep, memory: Float32Array, gradient: Float32Array): void {
  const { kernelOffset, biasOffset, filters, weightSums, biasSums } = step;
  eachWeight(step, (keras, packed) => {
    gradient[kernelOffset + keras] = memory[weightSums / 4 + packed] ?? 0;
  });
  if (biasOffset >= 0) gradient.set(memory.subarray(biasSums / 4, biasSums / 4 + filters), biasOffset);
}
