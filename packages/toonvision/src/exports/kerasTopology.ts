// Converts the layers of a model to a Keras configuration for TensorFlow.js.
import { isAugmentation, type KerasLayer, type LayerSpec, type Sequential, toKeras } from '@toonvision/nn';
import { UserError } from '../errors/index.ts';

/** Activations with identical results in TensorFlow.js. */
const ACTIVATIONS = ['linear', 'relu', 'elu', 'tanh', 'sigmoid', 'softmax'];

/** A layer of a Keras configuration. */
export interface KerasLayerForm extends Pick<KerasLayer, 'weightNames'> {
  class_name: string;
  config: Record<string, unknown>;
}

/** Converts a layer; undefined for layers that are inactive in prediction and that TensorFlow.js may lack. */
function toKerasLayer(spec: LayerSpec, name: string): KerasLayerForm | undefined {
  const unsupported = (what: string) =>
    new UserError(`TensorFlow.js does not support ${what}`, {
      where: `layer ${name}`,
      remedy: 'Export to ONNX or as a web page instead.',
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
 * Converts the layers of a model to Keras configurations; the first has the input shape.
 *
 * @throws UserError (exit code 2) naming a layer that TensorFlow.js does not support
 */
export function kerasTopology(model: Sequential): KerasLayerForm[] {
  const kerasLayers = model.chain.layers.flatMap(({ spec, name }) => {
    const layer = toKerasLayer(spec, name);
    return layer === undefined ? [] : [layer];
  });
  const [first] = kerasLayers;
  if (first !== undefined)
    first.config = { ...first.config, batch_input_shape: [null, ...model.inputShape], dtype: 'float32' };
  return kerasLayers;
}
