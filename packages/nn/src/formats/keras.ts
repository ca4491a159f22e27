// Converts layers to and from Keras configurations, shared by Keras 2, Keras 3 and TensorFlow.js.
//
// By default, options and weights have our names in snake_case; a layer's definition lists the differences.
import { activationNames } from '../activationName.ts';
import { definitionOf, type LayerSpec, layerDefinitions, layers } from '../layers/index.ts';
import { ModelError } from '../modelError.ts';

type Config = Readonly<Record<string, unknown>>;

/** A layer in Keras form. */
export interface KerasLayer {
  className: string;
  /** Its options without name and initializers. */
  config: Config;
  /** Names of its weights, in our order. */
  weightNames: readonly string[];
}

/** Classes of functions that are activations here; `option` is the function's parameter. `ReLU` is only read. */
const FUNCTION_CLASSES = [
  { className: 'LeakyReLU', activation: 'leakyRelu', option: 'negativeSlope', names: ['alpha', 'negative_slope'] },
  { className: 'ELU', activation: 'elu', option: 'alpha', names: ['alpha'] },
  { className: 'ReLU', activation: 'relu', accepts: { max_value: null, negative_slope: 0, threshold: 0 } },
] as const;

/** Classes that do nothing in inference and have no counterpart here. */
const IGNORED_CLASSES = ['InputLayer', 'GaussianNoise', 'ActivityRegularization'];

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const camelCase = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Training-only options, which Keras serializes in a different form. */
const isOfTraining = (option: string): boolean => /(initializer|regularizer|constraint)$/i.test(option);

function weightNames(spec: LayerSpec): string[] {
  const { weights, keras } = definitionOf(spec);
  return (weights?.(spec, 1) ?? []).map(({ name }) => keras?.names?.[name]?.[0] ?? snakeCase(name));
}

/**
 * Converts a layer to Keras form for a configuration; undefined if Keras has no such layer.
 *
 * @example toKeras(layers.dense({ units: 4 }))?.config; // { units: 4, activation: 'linear', use_bias: true }
 */
export function toKeras(spec: LayerSpec): KerasLayer | undefined {
  const { className, keras } = definitionOf(spec);
  if (keras === undefined) return undefined;
  if (spec.kind === 'activation') {
    const functionClass = FUNCTION_CLASSES.find(({ activation }) => activation === spec.activation);
    if (functionClass !== undefined && 'option' in functionClass)
      return {
        className: functionClass.className,
        config: { [functionClass.names[0]]: spec[functionClass.option] },
        weightNames: [],
      };
  }
  const { kind: _, name: __, ...options } = spec;
  const config: Record<string, unknown> = { ...keras.constants };
  for (const [option, value] of Object.entries(options)) {
    if (value === undefined || isOfTraining(option)) continue;
    config[keras.names?.[option]?.[0] ?? snakeCase(option)] = typeof value === 'string' ? snakeCase(value) : value;
  }
  return { className, config, weightNames: weightNames(spec) };
}

// Rejects options that would change what the layer computes and that our layer does not have.
function checkFixed(config: Config, fixed: Config = {}): void {
  const flat = (value: unknown) => (Array.isArray(value) ? value.join() : String(value));
  for (const [option, value] of Object.entries(fixed)) {
    const given = config[option];
    if (given === undefined || given === null || flat(given) === flat(value)) continue;
    // Channels are the last axis of images.
    if (option === 'axis' && flat(given) === '3') continue;
    throw new ModelError(`${option} ${JSON.stringify(given)} is not supported, only ${JSON.stringify(value)}`);
  }
}

// Keras 3 may write { class_name: 'function', config: 'relu' }.
function activationName(given: unknown): string {
  const name = typeof given === 'object' && given !== null && 'config' in given ? given.config : given;
  const match = activationNames.find((activationName) => snakeCase(activationName) === name);
  if (match === undefined) throw new ModelError(`unknown activation ${JSON.stringify(name)}`);
  return match;
}

// The options for our factories, which check every value and ignore unknown names.
function optionsOf(config: Config, names: Readonly<Record<string, readonly string[]>> = {}): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(config)) {
    if (value === undefined || value === null || isOfTraining(key)) continue;
    const renamed = Object.entries(names).find(([, written]) => written.includes(key))?.[0];
    options[renamed ?? camelCase(key)] = typeof value === 'string' ? camelCase(value) : value;
  }
  return { ...options, activation: activationName(config.activation ?? 'linear') };
}

/**
 * Converts a Keras layer; undefined if it does nothing in inference: noise, and augmentation other than flips, because
 * the augmentation for further training is chosen here.
 *
 * @param className class name without its package
 * @param config options as Keras writes them
 * @param name name of the resulting layer
 * @throws ModelError if a class or an option has no counterpart here
 * @example fromKeras('Dense', { units: 4 }, 'logits')?.spec; // { kind: 'dense', name: 'logits', units: 4, ... }
 */
export function fromKeras(
  className: string,
  config: Config,
  name: string,
): { spec: LayerSpec; weightNames: readonly string[] } | undefined {
  if (IGNORED_CLASSES.includes(className)) return undefined;
  const definition = Object.values(layerDefinitions).find((x) => x.className === className && x.keras);
  if (definition !== undefined) {
    const kind = definition.kind as LayerSpec['kind'];
    if (definition.load !== undefined && definition.trainingOnly && kind !== 'randomFlip') return undefined;
    const { constants, accepts, names } = definition.keras ?? {};
    checkFixed(config, { ...constants, ...accepts });
    const make = layers[kind] as (options: object) => LayerSpec;
    const spec = make({ ...optionsOf(config, names), name });
    return { spec, weightNames: weightNames(spec) };
  }
  const functionClass = FUNCTION_CLASSES.find((x) => x.className === className);
  if (functionClass === undefined) throw new ModelError(`there is no layer ${className} here`);
  if ('accepts' in functionClass) checkFixed(config, functionClass.accepts);
  const given =
    'option' in functionClass
      ? optionsOf(config, { [functionClass.option]: functionClass.names })[functionClass.option]
      : undefined;
  const number = 'option' in functionClass ? { [functionClass.option]: given } : {};
  return { spec: layers.activation({ name, activation: functionClass.activation, ...number }), weightNames: [] };
}
