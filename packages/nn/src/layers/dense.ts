// Dense: every output depends on every input.
import { ModelError } from '../modelError.ts';
import {
  booleanOption,
  describeShape,
  type LayerDefinition,
  named,
  oneOf,
  type Shape,
  type Spec,
  wholeNumber,
} from './layer.ts';

export interface DenseOptions {
  units: number;
  /** Default `linear`; `softmax` only in the last layer. */
  activation?: 'linear' | 'relu' | 'softmax';
  /** Default true. */
  useBias?: boolean;
  name?: string;
}

export interface DenseSpec extends Spec<'dense'> {
  units: number;
  activation: 'linear' | 'relu' | 'softmax';
  useBias: boolean;
}

/**
 * [inputs] to [units] (Keras `Dense`); the kernel is [inputs, units]. Pictures must be flattened first.
 *
 * @example layers.dense({ units: 4, activation: 'softmax' })
 */
export function dense({ units, activation = 'linear', useBias = true, name }: DenseOptions): DenseSpec {
  return {
    kind: 'dense',
    ...named('dense', name),
    units: wholeNumber('dense', 'units', units),
    activation: oneOf('dense', 'activation', activation, ['linear', 'relu', 'softmax']),
    useBias: booleanOption('dense', 'useBias', useBias),
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
    const kernel = {
      name: 'kernel',
      shape: [fans.fanIn, spec.units],
      initializer: 'glorotUniform' as const,
      ...fans,
    };
    return spec.useBias ? [kernel, { name: 'bias', shape: [spec.units], initializer: 'zeros', ...fans }] : [kernel];
  },
  multiplyAdds: (spec, input) => inputsOf(input) * spec.units,
};
