// Keras files in HDF5: whole models of Keras 2 (also when they are named .keras), and the weights inside Keras 3 archives.
import h5wasm, { type Dataset, type File, type Group } from 'h5wasm/node';
import { UserError } from '../errors/index.ts';
import type { FileWeight, ImportedFile } from './importedModel.ts';
import { type KerasLayer, kerasModel } from './kerasConfig.ts';

/** Of the text of a configuration. */
const MOST_TEXT = 16 * 1024 * 1024;

const damaged = (file: string, reason: string, cause?: unknown) =>
  new UserError(`the HDF5 file cannot be read: ${reason}`, {
    where: file,
    remedy: 'Copy or export it again: it is cut short or damaged.',
    cause,
  });

/** Opens an HDF5 file for `use`; whatever the library throws is told as a damaged file. */
export async function withHdf5<T>(path: string, name: string, use: (file: File) => T): Promise<T> {
  // Else the library prints its own stack on the terminal.
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
      // It was not open.
    }
  }
}

/** A dataset as a weight: its shape now, its numbers when they are wanted. */
export function datasetWeight(group: File | Group, path: string, file: string): FileWeight | undefined {
  const found = group.get(path);
  if (found === null || !('shape' in found) || !('dtype' in found)) return undefined;
  const dataset = found as Dataset;
  const { shape, dtype } = dataset;
  const where = path;
  if (dtype !== '<f' && dtype !== '<d' && dtype !== '<e')
    throw new UserError(`its numbers are of the kind ${JSON.stringify(dtype)}, not floating point`, {
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
      throw damaged(file, `${path} holds no numbers`);
    },
  };
}

function attribute(file: File, name: string): string | undefined {
  const found = file.attrs[name];
  if (found === undefined) return undefined;
  const { value } = found;
  const text =
    typeof value === 'string' ? value : value instanceof Uint8Array ? new TextDecoder().decode(value) : undefined;
  return text !== undefined && text.length <= MOST_TEXT ? text : undefined;
}

/** The weights of a layer in a file of Keras 2: `model_weights/<layer>/<layer>/kernel:0`. */
function weightsOf(file: File, layer: KerasLayer, name: string): FileWeight[] {
  const base = `model_weights/${layer.name}`;
  return layer.weightNames.map((weight) => {
    const places = [`${base}/${layer.name}/${weight}:0`, `${base}/${weight}:0`, `${base}/${layer.name}/${weight}`];
    for (const place of places) {
      const found = datasetWeight(file, place, name);
      if (found !== undefined) return found;
    }
    throw new UserError(`the weight ${weight} is missing`, {
      where: `${name}, ${base}`,
      remedy: 'Save the whole model (model.save), not its architecture alone.',
    });
  });
}

/**
 * Reads a whole model of Keras 2. `use` gets it while the file is open, for weights are read from it one by one.
 *
 * @throws UserError for a file that is damaged, holds weights alone, or has a layer that is not known here
 */
export function readKerasHdf5<T>(path: string, name: string, use: (imported: ImportedFile) => T): Promise<T> {
  return withHdf5(path, name, (file) => {
    const text = attribute(file, 'model_config');
    if (text === undefined)
      throw new UserError('it holds no architecture (no attribute model_config)', {
        where: name,
        remedy: 'Save the whole model (model.save), not its weights alone.',
      });
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (error) {
      throw damaged(name, 'model_config is no JSON', error);
    }
    const model = kerasModel(json, name, 'model_config');
    const version = attribute(file, 'keras_version');
    return use({
      format: 'Keras HDF5',
      generator: version === undefined ? undefined : `Keras ${version.slice(0, 40)}`,
      name: model.name,
      inputShape: model.inputShape,
      layers: model.layers.map((layer) => ({ ...layer, weights: weightsOf(file, layer, name) })),
    });
  });
}
