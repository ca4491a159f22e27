// Layers of a Keras configuration as ours: Keras 2, Keras 3 and TensorFlow.js write the same form.
import { type LayerSpec, layers, ModelError } from '@toonvision/nn';
import { z } from 'zod';
import { UserError } from '../errors/index.ts';
import { MOST_LAYERS } from './importedModel.ts';

const layerSchema = z.object({
  class_name: z.string().max(200),
  config: z.record(z.string(), z.unknown()),
});
const modelSchema = z.object({
  class_name: z.string(),
  config: z.union([
    z.array(layerSchema).max(MOST_LAYERS, 'are too many'),
    z.object({ name: z.string().max(200).optional(), layers: z.array(layerSchema).max(MOST_LAYERS, 'are too many') }),
  ]),
});

export interface KerasLayer {
  spec: LayerSpec;
  /** Keras' class, without its package. */
  className: string;
  /** Its name in the file. */
  name: string;
  where: string;
  /** What Keras calls its weights, in our order; in the order of Keras' own files, too. */
  weightNames: readonly string[];
}

export interface KerasModel {
  name: string;
  inputShape: readonly number[];
  layers: readonly KerasLayer[];
}

type Config = Record<string, unknown>;
type Mapped = { spec: LayerSpec; weightNames?: readonly string[] };

const ACTIVATIONS: Readonly<Record<string, string>> = {
  linear: 'linear',
  relu: 'relu',
  elu: 'elu',
  gelu: 'gelu',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  softmax: 'softmax',
  leaky_relu: 'leakyRelu',
};

/** What stops an import, in words; the place is put in front by the caller. */
class Unsupported extends Error {}
const no = (what: string): never => {
  throw new Unsupported(what);
};

function activationOf(config: Config): never {
  const given = config.activation ?? 'linear';
  // Keras 3 may write { class_name: 'function', config: 'relu' }.
  const name = typeof given === 'object' && given !== null && 'config' in given ? given.config : given;
  const own = typeof name === 'string' ? ACTIVATIONS[name] : undefined;
  return (own ?? no(`the activation ${JSON.stringify(name)} is not known here`)) as never;
}

/** Refuses options that would change what the layer computes and that ours has not. */
function only(config: Config, allowed: Readonly<Record<string, unknown>>): void {
  for (const [option, value] of Object.entries(allowed)) {
    const given = config[option];
    const flat = (one: unknown) => (Array.isArray(one) ? one.join() : one);
    if (given === undefined || given === null || flat(given) === flat(value)) continue;
    no(`${option} ${JSON.stringify(given)} is not supported, only ${JSON.stringify(value)}`);
  }
}

const CONVOLUTION = { data_format: 'channels_last', dilation_rate: [1, 1], groups: 1 };
const POOL = { data_format: 'channels_last' };
// Our makers check every value, so what a file says goes to them as it is.
const make = <T>(maker: (options: never) => T, options: object): T => maker(options as never);
const biased = (config: Config, ...kernels: string[]) => (config.use_bias === false ? kernels : [...kernels, 'bias']);
const scaled = (config: Config, ...rest: string[]) => [
  ...(config.scale === false ? [] : ['gamma']),
  ...(config.center === false ? [] : ['beta']),
  ...rest,
];
function lastAxis(config: Config): void {
  const axis = Array.isArray(config.axis) && config.axis.length === 1 ? config.axis[0] : config.axis;
  if (axis !== undefined && axis !== null && axis !== -1 && axis !== 3)
    no(`axis ${JSON.stringify(axis)} is not the last`);
}

const window = ({ strides, padding, use_bias: useBias, activation }: Config, config: Config) => ({
  strides,
  padding,
  useBias: useBias ?? true,
  activation: activation === undefined ? 'linear' : activationOf(config),
});
const pool = ({ pool_size: poolSize, strides, padding }: Config) => ({
  poolSize,
  strides: strides ?? poolSize,
  padding: padding ?? 'valid',
});

const MAPPINGS: Readonly<Record<string, (config: Config, name: string) => Mapped | undefined>> = {
  InputLayer: () => undefined,
  Conv2D(config, name) {
    only(config, CONVOLUTION);
    const options = { name, filters: config.filters, kernelSize: config.kernel_size, ...window(config, config) };
    return { spec: make(layers.conv2d, options), weightNames: biased(config, 'kernel') };
  },
  DepthwiseConv2D(config, name) {
    only(config, { data_format: 'channels_last', dilation_rate: [1, 1] });
    const { kernel_size: kernelSize, depth_multiplier: depthMultiplier = 1 } = config;
    const spec = make(layers.depthwiseConv2d, { name, kernelSize, depthMultiplier, ...window(config, config) });
    return { spec, weightNames: biased(config, 'depthwise_kernel') };
  },
  SeparableConv2D(config, name) {
    only(config, { data_format: 'channels_last', dilation_rate: [1, 1] });
    const { filters, kernel_size: kernelSize, depth_multiplier: depthMultiplier = 1 } = config;
    const spec = make(layers.separableConv2d, {
      name,
      filters,
      kernelSize,
      depthMultiplier,
      ...window(config, config),
    });
    return { spec, weightNames: biased(config, 'depthwise_kernel', 'pointwise_kernel') };
  },
  Dense(config, name) {
    const options = { name, units: config.units, useBias: config.use_bias ?? true, activation: activationOf(config) };
    return { spec: make(layers.dense, options), weightNames: biased(config, 'kernel') };
  },
  MaxPooling2D(config, name) {
    only(config, POOL);
    return { spec: make(layers.maxPooling2d, { name, ...pool(config) }) };
  },
  AveragePooling2D(config, name) {
    only(config, POOL);
    return { spec: make(layers.averagePooling2d, { name, ...pool(config) }) };
  },
  GlobalMaxPooling2D(config, name) {
    only(config, { ...POOL, keepdims: false });
    return { spec: layers.globalMaxPooling2d({ name }) };
  },
  GlobalAveragePooling2D(config, name) {
    only(config, { ...POOL, keepdims: false });
    return { spec: layers.globalAveragePooling2d({ name }) };
  },
  Flatten(config, name) {
    only(config, POOL);
    return { spec: layers.flatten({ name }) };
  },
  Dropout: (config, name) => ({ spec: make(layers.dropout, { name, rate: config.rate }) }),
  SpatialDropout2D: (config, name) => ({ spec: make(layers.spatialDropout2d, { name, rate: config.rate }) }),
  Rescaling: (config, name) => ({
    spec: make(layers.rescaling, { name, scale: config.scale, offset: config.offset ?? 0 }),
  }),
  Activation: (config, name) => ({ spec: make(layers.activation, { name, activation: activationOf(config) }) }),
  ReLU(config, name) {
    only(config, { max_value: null, negative_slope: 0, threshold: 0 });
    if (config.max_value !== undefined && config.max_value !== null) no('max_value is not supported');
    return { spec: layers.activation({ name, activation: 'relu' }) };
  },
  LeakyReLU(config, name) {
    // Keras 2 calls it alpha, with a default of 0.3.
    const negativeSlope = config.negative_slope ?? config.alpha ?? 0.3;
    return { spec: make(layers.activation, { name, activation: 'leakyRelu', negativeSlope }) };
  },
  ELU: (config, name) => ({
    spec: make(layers.activation, { name, activation: 'elu', alpha: config.alpha ?? 1 }),
  }),
  Softmax(config, name) {
    lastAxis(config);
    return { spec: layers.softmax({ name }) };
  },
  BatchNormalization(config, name) {
    lastAxis(config);
    const { momentum = 0.99, epsilon = 1e-3, center = true, scale = true } = config;
    const spec = make(layers.batchNormalization, { name, momentum, epsilon, center, scale });
    return { spec, weightNames: scaled(config, 'moving_mean', 'moving_variance') };
  },
  LayerNormalization(config, name) {
    lastAxis(config);
    only(config, { rms_scaling: false });
    const { epsilon = 1e-3, center = true, scale = true } = config;
    return { spec: make(layers.layerNormalization, { name, epsilon, center, scale }), weightNames: scaled(config) };
  },
  RandomFlip(config, name) {
    const mode = config.mode === 'horizontal_and_vertical' ? 'horizontalAndVertical' : config.mode;
    return { spec: make(layers.randomFlip, { name, mode }) };
  },
  // Augmentation does nothing in a prediction; training on with it is ours to choose.
  RandomRotation: () => undefined,
  RandomZoom: () => undefined,
  RandomTranslation: () => undefined,
  RandomContrast: () => undefined,
  RandomBrightness: () => undefined,
  GaussianNoise: () => undefined,
  ActivityRegularization: () => undefined,
};

/** [null, 600, 200, 3] as [600, 200, 3]; undefined for what is none. */
function shapeOf(value: unknown): number[] | undefined {
  if (!Array.isArray(value) || value.length !== 4) return undefined;
  const sizes = value.slice(1);
  return sizes.every((size) => Number.isInteger(size) && size > 0 && size <= 8192) ? (sizes as number[]) : undefined;
}

/**
 * The layers of a Keras model configuration.
 *
 * @param file and `place` are named in messages
 * @throws UserError naming the layer that has no counterpart here, with its place in the file
 */
export function kerasModel(json: unknown, file: string, place: string): KerasModel {
  const refuse = (what: string, where: string, cause?: unknown): never => {
    throw new UserError(what, {
      where: `${file}, ${where}`,
      remedy: 'Chains of the layers in the reference can be imported; train it without this one, or build it here.',
      cause,
    });
  };
  const parsed = modelSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse(`no model configuration: ${issue?.path.join('.')}: ${issue?.message}`, place);
  }
  const { class_name: kind, config } = parsed.data;
  const list = Array.isArray(config) ? config : config.layers;
  if (kind !== 'Sequential') chainOnly(list, kind, (what, index) => refuse(what, `${place}.config.layers[${index}]`));
  let inputShape: number[] | undefined;
  const found: KerasLayer[] = [];
  for (const [index, { class_name: written, config: options }] of list.entries()) {
    const className = written.split('>').at(-1) ?? written;
    const name = typeof options.name === 'string' ? options.name : `${className}_${index}`;
    const where = `${place}.config.layers[${index}]: ${className} ${name}`;
    inputShape ??= shapeOf(options.batch_input_shape ?? options.batch_shape ?? options.batchInputShape);
    const mapping = MAPPINGS[className];
    if (mapping === undefined) return refuse(`there is no layer ${className} here`, where);
    try {
      const mapped = mapping(options, name.replace(/[^\w.-]/g, '_'));
      if (mapped !== undefined)
        found.push({ spec: mapped.spec, className, name, where, weightNames: mapped.weightNames ?? [] });
    } catch (error) {
      if (error instanceof Unsupported || error instanceof ModelError) return refuse(error.message, where, error);
      throw error;
    }
  }
  if (found.length === 0) return refuse('it has no layers', place);
  const given = inputShape ?? shapeOf((json as { build_input_shape?: unknown }).build_input_shape);
  if (given === undefined)
    return refuse('the size of its pictures is not fixed: [height, width, channels] is needed', place);
  const name = Array.isArray(config) ? undefined : config.name;
  return { name: name ?? 'imported', inputShape: given, layers: found };
}

/** A functional model must be a chain: each layer takes the one before it. */
function chainOnly(
  list: readonly { class_name: string; config: Config; inbound_nodes?: unknown }[],
  kind: string,
  refuse: (what: string, index: number) => never,
): void {
  if (kind !== 'Functional' && kind !== 'Model') refuse(`a model of class ${kind} cannot be imported`, 0);
  const inputs = list.filter(({ class_name: name }) => name === 'InputLayer');
  if (inputs.length !== 1) refuse(`it has ${inputs.length} inputs; only chains with one can be imported`, 0);
  for (const [index, { class_name: name }] of list.entries())
    if (['Add', 'Concatenate', 'Multiply', 'Average', 'Maximum', 'Subtract', 'Dot'].includes(name))
      refuse(`${name} joins branches; only chains can be imported`, index);
}
