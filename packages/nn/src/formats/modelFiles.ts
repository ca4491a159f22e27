// Stores a model as two files: model.json (architecture) and weights.safetensors.
import { definitionOf, type LayerSpec, layers } from '../layers/index.ts';
import { Sequential } from '../model.ts';
import { ModelError } from '../modelError.ts';
import { readSafetensors, type Tensor, writeSafetensors } from './safetensors.ts';

const FORMAT = 'toonvision-model';

/** The two files of a model. */
export interface ModelFiles {
  /** Text of model.json. */
  modelJson: string;
  /** Bytes of weights.safetensors. */
  weights: Uint8Array;
}

/**
 * Converts the layers of a model to JSON-serializable data, without weights.
 *
 * @example
 * layersFromJson(JSON.parse(JSON.stringify(layersToJson(model)))); // the layers again
 */
export function layersToJson(model: Sequential): { kind: string; name: string }[] {
  // Kind and name come first in every layer, so that a loaded model writes the same bytes.
  return model.chain.layers.map(({ name, spec }) => {
    const { kind, name: _, ...options } = spec;
    return { kind, name, ...options };
  });
}

/**
 * Parses the output of `layersToJson`; each layer is validated by its factory function.
 *
 * @throws ModelError naming the layer that is not an object, has an unknown kind or has an unknown option
 */
export function layersFromJson(value: unknown): LayerSpec[] {
  if (!Array.isArray(value)) throw new ModelError('the layers are no list');
  return value.map(parseLayer);
}

/** Serializes a model to its two files; the same model gives the same bytes. */
export function modelFiles(model: Sequential): ModelFiles {
  const description = {
    format: FORMAT,
    version: 1,
    name: model.name,
    seed: model.seed,
    inputShape: [...model.inputShape],
    layers: layersToJson(model),
  };
  return { modelJson: `${JSON.stringify(description, null, 2)}\n`, weights: writeSafetensors(model.weights()) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// Calls the layer's factory function, which checks every option.
function parseLayer(value: unknown, index: number): LayerSpec {
  if (!isObject(value) || typeof value.kind !== 'string')
    throw new ModelError(`model.json: layer ${index} has no kind`);
  const make = Object.entries(layers).find(([kind]) => kind === value.kind)?.[1];
  if (make === undefined) {
    throw new ModelError(
      `model.json: layer ${index}: no kind ${value.kind}; there are ${Object.keys(layers).join(', ')}`,
    );
  }
  const { kind, ...options } = value;
  let spec: LayerSpec;
  try {
    spec = (make as (options: Record<string, unknown>) => LayerSpec)(options);
  } catch (error) {
    if (error instanceof ModelError)
      throw new ModelError(`model.json: layer ${index}: ${error.message}`, { cause: error });
    throw error;
  }
  const unknown = Object.keys(options).find((option) => !(option in spec));
  if (unknown !== undefined) {
    throw new ModelError(`model.json: layer ${index} (${definitionOf(spec).className}): unknown option ${unknown}`);
  }
  return spec;
}

// Checking sizes alone would accept a kernel in another order.
function checkShapes(model: Sequential, tensors: readonly Tensor[]): void {
  const given = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  for (const layer of model.chain.layers) {
    for (const { name, shape, size } of layer.weights) {
      const tensor = given.get(`${layer.name}/${name}`);
      // setWeights reports weights that are missing or have another size.
      if (tensor?.data.length !== size || tensor.shape.join() === shape.join()) continue;
      const [found, needed] = [tensor.shape.join(', '), shape.join(', ')];
      throw new ModelError(`${layer.name}/${name} is [${found}], the model needs [${needed}]`);
    }
  }
}

/**
 * Loads a model from its two files.
 *
 * @throws ModelError naming the file, layer or weight that is damaged, missing or does not fit.
 */
export function modelFromFiles({ modelJson, weights }: ModelFiles): Sequential {
  let parsed: unknown;
  try {
    parsed = JSON.parse(modelJson);
  } catch (error) {
    throw new ModelError('model.json is no JSON; the file is cut short or edited', { cause: error });
  }
  if (!isObject(parsed) || parsed.format !== FORMAT) throw new ModelError(`model.json: format is not ${FORMAT}`);
  if (parsed.version !== 1) throw new ModelError(`model.json: version ${String(parsed.version)} is not known, only 1`);
  const { name, seed, inputShape, layers: list } = parsed;
  if (!Array.isArray(list)) throw new ModelError('model.json: layers is no list');
  if (!Array.isArray(inputShape) || !inputShape.every((size) => typeof size === 'number')) {
    throw new ModelError('model.json: inputShape is no list of numbers');
  }
  if (seed !== undefined && typeof seed !== 'number') throw new ModelError('model.json: seed is no number');
  if (name !== undefined && typeof name !== 'string') throw new ModelError('model.json: name is no text');
  const model = new Sequential(list.map(parseLayer), {
    inputShape,
    name,
    seed,
  });
  try {
    const tensors = readSafetensors(weights);
    checkShapes(model, tensors);
    model.setWeights(tensors);
  } catch (error) {
    if (error instanceof ModelError) throw new ModelError(`weights.safetensors: ${error.message}`, { cause: error });
    throw error;
  }
  return model;
}
