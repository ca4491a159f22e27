// The layers of a model as a Keras configuration that TensorFlow.js reads.
import { isAugmentation, type KerasLayer, type LayerSpec, type Sequential, toKeras } from '@toonvision/nn';
import { UserError } from '../errors/index.ts';

/** Activations by name that TensorFlow.js has and that are the same there. */
const ACTIVATIONS = ['linear', 'relu', 'elu', 'tanh', 'sigmoid', 'softmax'];

/** A layer of a configuration. */
export interface KerasLayerForm extends Pick<KerasLayer, 'weightNames'> {
  class_name: string;
  config: Record<string, unknown>;
}

/** One layer; undefined for what does nothing in a prediction and TensorFlow.js may lack. */
function formOf(spec: LayerSpec, name: string): KerasLayerForm | undefined {
  const unsupported = (what: string) =>
    new UserError(`TensorFlow.js has no counterpart of ${what}`, {
      where: `layer ${name}`,
      remedy: 'Export it as ONNX, or for the web.',
      exitCode: 2,
    });
  if (isAugmentation(spec) || spec.kind === 'spatialDropout2d') return undefined;
  const layer = toKeras(spec);
  if (layer === undefined) throw unsupported(spec.kind);
  const { className, config, weightNames } = layer;
  if ('activation' in config && 'activation' in spec && !ACTIVATIONS.includes(spec.activation))
    throw unsupported(`the activation ${spec.activation}`);
  if (config.keepdims === true) throw unsupported('keepdims of a global pooling');
  return { class_name: className, config: { name, trainable: true, ...config }, weightNames };
}

/**
 * The layers of a model in Keras' form, the first with the size of the input.
 *
 * @throws UserError (exit code 2) naming the layer that TensorFlow.js lacks
 */
export function kerasTopology(model: Sequential): KerasLayerForm[] {
  const found = model.chain.layers.flatMap(({ spec, name }) => {
    const layer = formOf(spec, name);
    return layer === undefined ? [] : [layer];
  });
  const [first] = found;
  if (first !== undefined)
    first.config = { ...first.config, batch_input_shape: [null, ...model.inputShape], dtype: 'float32' };
  return found;
}
