// Dense: every output depends on every input.
import { ModelError } from '../modelError.ts';
import { type ActivationName, activationOption } from './activationName.ts';
import { type Initializer, type InitializerOption, initializerOption } from './initializer.ts';
import { type KernelRegularizer, regularizerOption } from './kernelRegularizer.ts';
import {
  booleanOption,
  describeShape,
  type LayerDefinition,
  named,
  type Shape,
  type Spec,
  wholeNumber,
} from './layer.ts';

export interface DenseOptions {
  units: number;
  /** Default `linear`; `softmax` and `sigmoid` of the last layer are computed with the loss. */
  activation?: ActivationName;
  /** Default true. */
  useBias?: boolean;
  /** Default glorotUniform. */
  kernelInitializer?: InitializerOption;
  /** Default zeros. */
  biasInitializer?: InitializerOption;
  /** Default none. */
  kernelRegularizer?: KernelRegularizer;
  name?: string;
}

export interface DenseSpec extends Spec<'dense'> {
  units: number;
  activation: ActivationName;
  useBias: boolean;
  kernelInitializer: Initializer;
  biasInitializer: Initializer;
  kernelRegularizer?: KernelRegularizer;
}

/**
 * [inputs] to [units] (Keras `Dense`); the kernel is [inputs, units]. Pictures must be flattened first.
 *
 * @example layers.dense({ units: 4, activation: 'softmax' })
 */
export function dense({
  units,
  activation = 'linear',
  useBias = true,
  kernelInitializer = 'glorotUniform',
  biasInitializer = 'zeros',
  kernelRegularizer,
  name,
}: DenseOptions): DenseSpec {
  return {
    kind: 'dense',
    ...named('dense', name),
    units: wholeNumber('dense', 'units', units),
    activation: activationOption('dense', 'activation', activation),
    useBias: booleanOption('dense', 'useBias', useBias),
    kernelInitializer: initializerOption('dense', 'kernelInitializer', kernelInitializer),
    biasInitializer: initializerOption('dense', 'biasInitializer', biasInitializer),
    ...regularizerOption('dense', kernelRegularizer),
  };
}

function inputsOf(input: Shape): number {
  const [inputs] = input;
  if (input.length !== 1 || inputs === undefined) {
    throw new ModelError(`needs a flat input, got ${describeShape(input)}; put layers.flatten() before it`);
  }
  return inputs;
}

export const denseLayer: LayerDefinition<DenseSpec> = {
  kind: 'dense',
  className: 'Dense',
  outputShape: (spec, input) => {
    inputsOf(input);
    return [spec.units];
  },
  weights: (spec, input) => {
    const fans = { fanIn: inputsOf(input), fanOut: spec.units };
    const shape = [fans.fanIn, spec.units];
    const kernel = {
      name: 'kernel',
      shape,
      initializer: spec.kernelInitializer,
      l2: spec.kernelRegularizer?.l2 ?? 0,
      ...fans,
    };
    if (!spec.useBias) return [kernel];
    return [kernel, { name: 'bias', shape: [spec.units], initializer: spec.biasInitializer, ...fans }];
  },
  multiplyAdds: (spec, input) => inputsOf(input) * spec.units,
};
