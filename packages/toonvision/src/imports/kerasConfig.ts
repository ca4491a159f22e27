// Layers of a Keras configuration as ours: Keras 2, Keras 3 and TensorFlow.js write the same form.
import { fromKeras, type LayerSpec, ModelError } from '@toonvision/nn';
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
    try {
      const layer = fromKeras(className, options, name.replace(/[^\w.-]/g, '_'));
      if (layer !== undefined) found.push({ ...layer, className, name, where });
    } catch (error) {
      if (error instanceof ModelError) return refuse(error.message, where, error);
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
