// Reads Keras HDF5 files: Keras 2 models (whatever their extension), and the weights in Keras 3 archives.
import h5wasm, { type Dataset, type File, type Group } from 'h5wasm/node';
import { UserError } from '../errors/index.ts';
import type { FileWeight, ImportedFile } from './importedModel.ts';
import { type KerasLayer, parseKerasModel } from './kerasConfig.ts';

/** Maximum size of the configuration. */
const MAX_TEXT_BYTES = 16 * 1024 * 1024;

const damaged = (file: string, reason: string, cause?: unknown) =>
  new UserError(`failed to read the HDF5 file: ${reason}`, {
    where: file,
    remedy: 'Copy or export it again; it is truncated or damaged.',
    cause,
  });

/** Opens an HDF5 file for `use`; errors of the library are reported as a damaged file. */
export async function withHdf5<T>(path: string, name: string, use: (file: File) => T): Promise<T> {
  // Otherwise the library prints its stack trace to the terminal.
  (await h5wasm.ready).activate_throwing_error_handler();
  let file: File | undefined;
  try {
    file = new h5wasm.File(path, 'r');
    return use(file);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw damaged(name, error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error), error);
  } finally {
    try {
      file?.close();
    } catch {
      // Already closed.
    }
  }
}

/** Finds a dataset as a weight; its data is read on demand. */
export function datasetWeight(group: File | Group, path: string, file: string): FileWeight | undefined {
  const entity = group.get(path);
  if (entity === null || !('shape' in entity) || !('dtype' in entity)) return undefined;
  const dataset = entity as Dataset;
  const { shape, dtype } = dataset;
  const where = path;
  if (dtype !== '<f' && dtype !== '<d' && dtype !== '<e')
    throw new UserError(`expected floating-point data, got dtype ${JSON.stringify(dtype)}`, {
      where: `${file}, ${path}`,
      remedy: 'Export the model with float32 weights.',
    });
  return {
    shape: shape ?? [],
    where,
    read() {
      const value: unknown = dataset.value;
      if (value instanceof Float32Array) return value;
      if (value instanceof Float64Array) return Float32Array.from(value);
      throw damaged(file, `${path} contains no numbers`);
    },
  };
}

function readAttribute(file: File, name: string): string | undefined {
  const value = file.attrs[name]?.value;
  if (value === undefined) return undefined;
  const text =
    typeof value === 'string' ? value : value instanceof Uint8Array ? new TextDecoder().decode(value) : undefined;
  return text !== undefined && text.length <= MAX_TEXT_BYTES ? text : undefined;
}

/** Finds the weights of a layer in a Keras 2 file: `model_weights/<layer>/<layer>/kernel:0`. */
function findWeights(file: File, layer: KerasLayer, name: string): FileWeight[] {
  const base = `model_weights/${layer.name}`;
  return layer.weightNames.map((weight) => {
    const places = [`${base}/${layer.name}/${weight}:0`, `${base}/${weight}:0`, `${base}/${layer.name}/${weight}`];
    for (const place of places) {
      const source = datasetWeight(file, place, name);
      if (source !== undefined) return source;
    }
    throw new UserError(`weight ${weight} not found`, {
      where: `${name}, ${base}`,
      remedy: 'Save the whole model with model.save, not only its architecture.',
    });
  });
}

/**
 * Reads a Keras 2 model and calls `use` while the file is open.
 *
 * @throws UserError if the file is damaged, contains only weights, or has an unsupported layer
 */
export function readKerasHdf5<T>(path: string, name: string, use: (imported: ImportedFile) => T): Promise<T> {
  return withHdf5(path, name, (file) => {
    const text = readAttribute(file, 'model_config');
    if (text === undefined)
      throw new UserError('the file contains no architecture (attribute model_config not found)', {
        where: name,
        remedy: 'Save the whole model with model.save, not only its weights.',
      });
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (error) {
      throw damaged(name, 'model_config is not valid JSON', error);
    }
    const model = parseKerasModel(json, name, 'model_config');
    const version = readAttribute(file, 'keras_version');
    return use({
      format: 'Keras HDF5',
      generator: version === undefined ? undefined : `Keras ${version.slice(0, 40)}`,
      name: model.name,
      inputShape: model.inputShape,
      layers: model.layers.map((layer) => ({ ...layer, weights: findWeights(file, layer, name) })),
    });
  });
}
