// Dense layer: every output depends on every input.

import type { ActivationName } from '../activationName.ts';
import { ModelError } from '../modelError.ts';
import type { Spec } from '../resolvedLayer.ts';
import { describeShape, sizeOf } from '../shape.ts';
import { denseMaker } from '../steps/index.ts';
import { type Initializer, type InitializerOption, initializerOption } from './initializer.ts';
import { type KernelRegularizer, regularizerOption } from './kernelRegularizer.ts';
import type { LayerDefinition } from './layer.ts';
import { activationOption, booleanOption, named, wholeNumber } from './options.ts';

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
 * Fully connected layer, [inputs] to [units] (Keras `Dense`); the kernel is [inputs, units]. Flatten images first.
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

export const denseLayer = {
  kind: 'dense',
  className: 'Dense',
  example: { units: 4 },
  outputShape: (spec, input) => {
    if (input.length !== 1) {
      throw new ModelError(`needs a flat input, got ${describeShape(input)}; put layers.flatten() before it`);
    }
    return [spec.units];
  },
  weights: (spec, inputs) => {
    const fans = { fanIn: inputs, fanOut: spec.units };
    const shape = [inputs, spec.units];
    const { kernelInitializer: initializer, kernelRegularizer } = spec;
    const kernel = { name: 'kernel', shape, initializer, l2: kernelRegularizer?.l2 ?? 0, ...fans };
    if (!spec.useBias) return [kernel];
    return [kernel, { name: 'bias', shape: [spec.units], initializer: spec.biasInitializer, ...fans }];
  },
  multiplyAdds: (spec, input) => sizeOf(input) * spec.units,
  steps: denseMaker,
  onnx: (nodes) => nodes.node('Gemm', [nodes.input, ...nodes.weights('kernel', 'bias')]),
  keras: {},
} satisfies LayerDefinition<DenseSpec, DenseOptions>;
