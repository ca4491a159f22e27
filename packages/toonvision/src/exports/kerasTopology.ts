// Our layers in the form of a Keras configuration, as TensorFlow.js reads it.
import { isAugmentation, type LayerSpec, type Sequential } from '@toonvision/nn';
import { UserError } from '../errors/index.ts';

const ACTIVATIONS: Readonly<Record<string, string>> = {
  linear: 'linear',
  relu: 'relu',
  elu: 'elu',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  softmax: 'softmax',
};

export interface KerasLayerForm {
  class_name: string;
  config: Record<string, unknown>;
  /** What Keras calls the weights, in our order. */
  weightNames: readonly string[];
}

const window = ({ strides, padding }: { strides: readonly number[]; padding: string }) => ({
  strides,
  padding,
  data_format: 'channels_last',
});

function activationOf(name: string, layer: string): string {
  const found = ACTIVATIONS[name];
  if (found !== undefined) return found;
  throw unknown(layer, `the activation ${name}`);
}

const unknown = (layer: string, what: string) =>
  new UserError(`TensorFlow.js has no counterpart of ${what}`, {
    where: `layer ${layer}`,
    remedy: 'Export it as ONNX, or for the web.',
    exitCode: 2,
  });

const biased = (useBias: boolean, ...kernels: string[]) => (useBias ? [...kernels, 'bias'] : kernels);

/** One layer; undefined for augmentation, which does nothing in a prediction. */
function form(spec: LayerSpec, name: string): KerasLayerForm | undefined {
  const made = (className: string, config: object, weightNames: readonly string[] = []): KerasLayerForm => ({
    class_name: className,
    config: { name, trainable: true, ...config },
    weightNames,
  });
  if (isAugmentation(spec)) return undefined;
  switch (spec.kind) {
    case 'rescaling':
      return made('Rescaling', { scale: spec.scale, offset: spec.offset });
    case 'conv2d': {
      const { filters, kernelSize, useBias } = spec;
      const config = { filters, kernel_size: kernelSize, use_bias: useBias, dilation_rate: [1, 1] };
      const activation = activationOf(spec.activation, name);
      return made('Conv2D', { ...config, ...window(spec), activation }, biased(useBias, 'kernel'));
    }
    case 'depthwiseConv2d': {
      const { kernelSize, useBias, depthMultiplier } = spec;
      const config = { kernel_size: kernelSize, use_bias: useBias, depth_multiplier: depthMultiplier };
      const activation = activationOf(spec.activation, name);
      return made('DepthwiseConv2D', { ...config, ...window(spec), activation }, biased(useBias, 'depthwise_kernel'));
    }
    case 'separableConv2d': {
      const { filters, kernelSize, useBias, depthMultiplier } = spec;
      const config = { filters, kernel_size: kernelSize, use_bias: useBias, depth_multiplier: depthMultiplier };
      const activation = activationOf(spec.activation, name);
      const weights = biased(useBias, 'depthwise_kernel', 'pointwise_kernel');
      return made('SeparableConv2D', { ...config, ...window(spec), activation }, weights);
    }
    case 'dense': {
      const { units, useBias } = spec;
      const activation = activationOf(spec.activation, name);
      return made('Dense', { units, use_bias: useBias, activation }, biased(useBias, 'kernel'));
    }
    case 'maxPooling2d':
      return made('MaxPooling2D', { pool_size: spec.poolSize, ...window(spec) });
    case 'averagePooling2d':
      return made('AveragePooling2D', { pool_size: spec.poolSize, ...window(spec) });
    case 'globalMaxPooling2d':
      return made('GlobalMaxPooling2D', { data_format: 'channels_last' });
    case 'globalAveragePooling2d':
      return made('GlobalAveragePooling2D', { data_format: 'channels_last' });
    case 'flatten':
      return made('Flatten', { data_format: 'channels_last' });
    case 'dropout':
      return made('Dropout', { rate: spec.rate });
    case 'spatialDropout2d':
      return undefined;
    case 'softmax':
      return made('Softmax', { axis: -1 });
    case 'activation':
      if (spec.activation === 'leakyRelu') return made('LeakyReLU', { alpha: spec.negativeSlope ?? 0.2 });
      if (spec.activation === 'elu') return made('ELU', { alpha: spec.alpha ?? 1 });
      return made('Activation', { activation: activationOf(spec.activation, name) });
    case 'batchNormalization': {
      const { momentum, epsilon, center, scale } = spec;
      const weights = [...(scale ? ['gamma'] : []), ...(center ? ['beta'] : []), 'moving_mean', 'moving_variance'];
      return made('BatchNormalization', { axis: -1, momentum, epsilon, center, scale }, weights);
    }
    case 'layerNormalization': {
      const { epsilon, center, scale } = spec;
      const weights = [...(scale ? ['gamma'] : []), ...(center ? ['beta'] : [])];
      return made('LayerNormalization', { axis: -1, epsilon, center, scale }, weights);
    }
    case 'normalization':
      throw unknown(name, spec.kind);
    default: {
      // A layer that is added to the engine does not compile here until it has its form.
      const none: never = spec;
      return none;
    }
  }
}

/**
 * The layers of a model in Keras' form, the input's size with the first.
 *
 * @throws UserError (exit code 2) naming the layer that TensorFlow.js has not
 */
export function kerasTopology(model: Sequential): KerasLayerForm[] {
  const found = model.chain.layers.flatMap(({ spec, name }) => {
    const one = form(spec, name);
    return one === undefined ? [] : [one];
  });
  const [first] = found;
  if (first !== undefined)
    first.config = { ...first.config, batch_input_shape: [null, ...model.inputShape], dtype: 'float32' };
  return found;
}
