// Keras 3 archives: a zip with config.json, metadata.json and model.weights.h5.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { UserError } from '../errors/index.ts';
import type { FileWeight, ImportedFile } from './importedModel.ts';
import { kerasModel } from './kerasConfig.ts';
import { datasetWeight, withHdf5 } from './kerasHdf5.ts';

/** What an archive may unpack to, for each of its bytes beside `SMALL` and in all: a zip bomb is larger. */
const MOST_RATIO = 64;
const SMALL = 64 * 1024 * 1024;
const MOST_BYTES = 1024 * 1024 * 1024;
const WANTED = ['config.json', 'metadata.json', 'model.weights.h5'];

/** `MaxPooling2D` as `max_pooling2d`: how Keras names the folders of its layers. */
function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/**
 * Reads a Keras 3 archive. `use` gets the model while its weights can be read.
 *
 * @throws UserError for an archive that is damaged, too large when unpacked, lacks a part, or has a layer that is not known here
 */
export async function readKerasArchive<T>(
  bytes: Uint8Array,
  name: string,
  use: (imported: ImportedFile) => T,
): Promise<T> {
  const refuse = (what: string, cause?: unknown) =>
    new UserError(what, { where: name, remedy: 'Save the model again with model.save("model.keras").', cause });
  let parts: Record<string, Uint8Array>;
  let size = 0;
  const most = Math.min(MOST_BYTES, bytes.length * MOST_RATIO + SMALL);
  try {
    parts = unzipSync(bytes, {
      filter: (entry) => {
        if (!WANTED.includes(entry.name)) return false;
        size += entry.originalSize;
        if (size > most) throw refuse(`it unpacks to more than ${Math.floor(most / 2 ** 20)} MB`);
        return true;
      },
    });
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw refuse('the archive is damaged or cut short', error);
  }
  const json = (file: string): unknown => {
    const content = parts[file];
    if (content === undefined) throw refuse(`the archive has no ${file}`);
    try {
      return JSON.parse(new TextDecoder().decode(content));
    } catch (error) {
      throw refuse(`${file} in the archive is no JSON`, error);
    }
  };
  const model = kerasModel(json('config.json'), name, 'config.json');
  const { keras_version: version } = (parts['metadata.json'] === undefined ? {} : json('metadata.json')) as {
    keras_version?: unknown;
  };
  const weights = parts['model.weights.h5'];
  if (weights === undefined) throw refuse('the archive has no model.weights.h5');
  const folder = await mkdtemp(join(tmpdir(), 'toonvision-keras-'));
  try {
    const file = join(folder, 'model.weights.h5');
    await writeFile(file, weights);
    return await withHdf5(file, `${name}, model.weights.h5`, (hdf5) => {
      // The folder of a layer is its class and how many of that class stood before it, in the order of all layers.
      const seen = new Map<string, number>();
      const layers = model.layers.map((layer) => {
        const kind = snakeCase(layer.className);
        const before = seen.get(kind) ?? 0;
        seen.set(kind, before + 1);
        const base = `layers/${before === 0 ? kind : `${kind}_${before}`}/vars`;
        const found = layer.weightNames.map((weight, index): FileWeight => {
          const one = datasetWeight(hdf5, `${base}/${index}`, name);
          if (one !== undefined) return one;
          throw new UserError(`the weight ${weight} is missing`, {
            where: `${name}, model.weights.h5, ${base}/${index}`,
            remedy: 'Save the model again with model.save("model.keras").',
          });
        });
        return { ...layer, weights: found };
      });
      const generator = typeof version === 'string' ? `Keras ${version.slice(0, 40)}` : undefined;
      return use({ format: 'Keras archive', generator, name: model.name, inputShape: model.inputShape, layers });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
