// Dense step: vector times matrix, bias and relu; other activations are separate steps or computed with the loss.
import type { ActivationName } from '../activationName.ts';
import { sizeOf } from '../shape.ts';
import { type ActivationStep, type SoftmaxStep, withActivation } from './activation.ts';
import { type StepMaker, type StepRecord, type StepRunner, weightOffset } from './step.ts';

export interface DenseStep extends StepRecord {
  kind: 'dense';
  inputs: number;
  units: number;
  /** Number of units rounded up to whole vectors, with zero padding. */
  units4: number;
  relu: boolean;
  kernelOffset: number;
  biasOffset: number;
  weights: number;
  bias: number;
  weightSums: number;
  biasSums: number;
}

export const denseMaker: StepMaker<
  { units: number; activation: ActivationName },
  DenseStep | ActivationStep | SoftmaxStep
> = {
  layOut: (place, layer, spec) => {
    const { arena, input, at } = place;
    const inputs = sizeOf(layer.inputShape);
    const units4 = (spec.units + 3) & ~3;
    const output = place.output(layer.outputShape, at + 1, true);
    const step: DenseStep = {
      kind: 'dense',
      layers: [layer.name],
      input,
      output,
      inputs,
      units: spec.units,
      units4,
      relu: spec.activation === 'relu',
      kernelOffset: weightOffset(layer, 'kernel'),
      biasOffset: weightOffset(layer, 'bias'),
      weights: arena.floats(inputs * units4),
      bias: arena.floats(units4),
      weightSums: arena.floats(inputs * units4),
      biasSums: arena.floats(units4),
    };
    return withActivation(place, { steps: [step], output, next: at + 1 }, spec.activation);
  },
};

export const denseRunner: StepRunner<DenseStep> = {
  forward: ({ kernels }, step) => {
    kernels.denseForward(step.input.value, step.inputs, step.weights, step.units4, step.bias, step.output.value);
    if (step.relu) kernels.relu(step.output.value, step.units4);
  },
  backward: ({ kernels }, step) => {
    const { input, output, inputs, units4 } = step;
    if (step.relu) kernels.reluGradient(output.value, output.gradient, units4);
    kernels.denseWeightGradient(input.value, inputs, output.gradient, units4, step.weightSums, step.biasSums);
    if (input.gradient !== 0) {
      kernels.denseInputGradient(output.gradient, units4, step.weights, inputs, input.gradient);
    }
  },
  packWeights: ({ floats }, { inputs, units, units4, kernelOffset, biasOffset, weights, bias }, parameters) => {
    for (let i = 0; i < inputs; i++) {
      const row = parameters.subarray(kernelOffset + i * units, kernelOffset + (i + 1) * units);
      floats.set(row, weights / 4 + i * units4);
    }
    if (biasOffset >= 0) floats.set(parameters.subarray(biasOffset, biasOffset + units), bias / 4);
  },
  clearGradients: ({ floats }, { inputs, units4, weightSums, biasSums }) => {
    floats.fill(0, weightSums / 4, weightSums / 4 + inputs * units4);
    floats.fill(0, biasSums / 4, biasSums / 4 + units4);
  },
  readGradients: ({ floats }, { inputs, units, units4, kernelOffset, biasOffset, weightSums, biasSums }, gradient) => {
    for (let i = 0; i < inputs; i++) {
      const from = weightSums / 4 + i * units4;
      gradient.set(floats.subarray(from, from + units), kernelOffset + i * units);
    }
    if (biasOffset >= 0) gradient.set(floats.subarray(biasSums / 4, biasSums / 4 + units), biasOffset);
  },
};
