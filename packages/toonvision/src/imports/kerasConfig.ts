// Converts Keras model configurations (Keras 2, Keras 3, TensorFlow.js) to layers.
import { fromKeras, type LayerSpec, ModelError } from '@toonvision/nn';
import { z } from 'zod';
import { UserError } from '../errors/index.ts';
import { MAX_LAYERS } from './importedModel.ts';

const layerSchema = z.object({
  class_name: z.string().max(200),
  config: z.record(z.string(), z.unknown()),
});
const modelSchema = z.object({
  class_name: z.string(),
  config: z.union([
    z.array(layerSchema).max(MAX_LAYERS, 'too many layers'),
    z.object({ name: z.string().max(200).optional(), layers: z.array(layerSchema).max(MAX_LAYERS, 'too many layers') }),
  ]),
});

export interface KerasLayer {
  spec: LayerSpec;
  /** Keras class name without package. */
  className: string;
  /** Layer name in the file. */
  name: string;
  where: string;
  /** Keras names of the weights, in the order of the layer and of Keras files. */
  weightNames: readonly string[];
}

export interface KerasModel {
  name: string;
  inputShape: readonly number[];
  layers: readonly KerasLayer[];
}

type Config = Record<string, unknown>;

/** Parses a batch shape: [null, 600, 200, 3] becomes [600, 200, 3]; undefined if invalid. */
function parseShape(value: unknown): number[] | undefined {
  if (!Array.isArray(value) || value.length !== 4) return undefined;
  const sizes = value.slice(1);
  return sizes.every((size) => Number.isInteger(size) && size > 0 && size <= 8192) ? (sizes as number[]) : undefined;
}

/**
 * Parses a Keras model configuration.
 *
 * @param file file name for messages
 * @param place location of the configuration in the file, for messages
 * @throws UserError naming an unsupported layer and its location
 */
export function parseKerasModel(json: unknown, file: string, place: string): KerasModel {
  const fail = (what: string, where: string, cause?: unknown): never => {
    throw new UserError(what, {
      where: `${file}, ${where}`,
      remedy:
        'Supported are sequential chains of the layers in the reference; replace this layer or rebuild the model.',
      cause,
    });
  };
  const parsed = modelSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return fail(`invalid model configuration: ${issue?.path.join('.')}: ${issue?.message}`, place);
  }
  const { class_name: kind, config } = parsed.data;
  const list = Array.isArray(config) ? config : config.layers;
  if (kind !== 'Sequential') checkIsChain(list, kind, (what, index) => fail(what, `${place}.config.layers[${index}]`));
  let inputShape: number[] | undefined;
  const kerasLayers: KerasLayer[] = [];
  for (const [index, { class_name: fullClassName, config: options }] of list.entries()) {
    const className = fullClassName.split('>').at(-1) ?? fullClassName;
    const name = typeof options.name === 'string' ? options.name : `${className}_${index}`;
    const where = `${place}.config.layers[${index}]: ${className} ${name}`;
    inputShape ??= parseShape(options.batch_input_shape ?? options.batch_shape ?? options.batchInputShape);
    try {
      const layer = fromKeras(className, options, name.replace(/[^\w.-]/g, '_'));
      if (layer !== undefined) kerasLayers.push({ ...layer, className, name, where });
    } catch (error) {
      if (error instanceof ModelError) return fail(error.message, where, error);
      throw error;
    }
  }
  if (kerasLayers.length === 0) return fail('the model has no layers', place);
  const resolvedShape = inputShape ?? parseShape((json as { build_input_shape?: unknown }).build_input_shape);
  if (resolvedShape === undefined)
    return fail('the input size is not fixed; expected [height, width, channels]', place);
  const name = Array.isArray(config) ? undefined : config.name;
  return { name: name ?? 'imported', inputShape: resolvedShape, layers: kerasLayers };
}

/** Checks that a functional model is a chain: each layer takes the previous one. */
function checkIsChain(
  list: readonly { class_name: string; config: Config; inbound_nodes?: unknown }[],
  kind: string,
  fail: (what: string, index: number) => never,
): void {
  if (kind !== 'Functional' && kind !== 'Model') fail(`unsupported model class ${kind}`, 0);
  const inputs = list.filter(({ class_name: name }) => name === 'InputLayer');
  if (inputs.length !== 1) fail(`expected 1 input, got ${inputs.length}`, 0);
  for (const [index, { class_name: name }] of list.entries())
    if (['Add', 'Concatenate', 'Multiply', 'Average', 'Maximum', 'Subtract', 'Dot'].includes(name))
      fail(`${name} joins branches; only chains of layers are supported`, index);
}
