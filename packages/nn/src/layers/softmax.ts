// Softmax as a layer of its own: the same as a last dense layer with activation softmax.
import { ModelError } from '../modelError.ts';
import { describeShape, type LayerDefinition, named, type Spec } from './layer.ts';

export interface SoftmaxOptions {
  name?: string;
}

export type SoftmaxSpec = Spec<'softmax'>;

/**
 * Probabilities of a vector of logits (Keras `Softmax`); must be the last layer.
 *
 * @example layers.softmax()
 */
export function softmax({ name }: SoftmaxOptions = {}): SoftmaxSpec {
  return { kind: 'softmax', ...named('softmax', name) };
}

export const softmaxLayer: LayerDefinition<SoftmaxSpec> = {
  kind: 'softmax',
  className: 'Softmax',
  outputShape: (_, input) => {
    if (input.length !== 1) throw new ModelError(`needs a flat input, got ${describeShape(input)}`);
    return input;
  },
  weights: () => [],
  multiplyAdds: () => 0,
};
