// Reads Keras 3 archives: a zip of config.json, metadata.json and model.weights.h5.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { UserError } from '../errors/index.ts';
import type { FileWeight, ImportedFile } from './importedModel.ts';
import { parseKerasModel } from './kerasConfig.ts';
import { datasetWeight, withHdf5 } from './kerasHdf5.ts';

/** Limits on the unpacked size, against zip bombs. */
const MAX_EXPANSION = 64;
const MIN_UNPACKED_BYTES = 64 * 1024 * 1024;
const MAX_UNPACKED_BYTES = 1024 * 1024 * 1024;
const ARCHIVE_FILES = ['config.json', 'metadata.json', 'model.weights.h5'];

/** Converts `MaxPooling2D` to `max_pooling2d`, as Keras does for the folders of layers. */
function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/**
 * Reads a Keras 3 archive and calls `use` while its weights are accessible.
 *
 * @throws UserError if the archive is damaged, too large, incomplete, or has an unsupported layer
 */
export async function readKerasArchive<T>(
  bytes: Uint8Array,
  name: string,
  use: (imported: ImportedFile) => T,
): Promise<T> {
  const fail = (what: string, cause?: unknown) =>
    new UserError(what, { where: name, remedy: 'Save the model again with model.save("model.keras").', cause });
  let parts: Record<string, Uint8Array>;
  let size = 0;
  const maxBytes = Math.min(MAX_UNPACKED_BYTES, bytes.length * MAX_EXPANSION + MIN_UNPACKED_BYTES);
  try {
    parts = unzipSync(bytes, {
      filter: (entry) => {
        if (!ARCHIVE_FILES.includes(entry.name)) return false;
        size += entry.originalSize;
        if (size > maxBytes) throw fail(`the archive unpacks to more than ${Math.floor(maxBytes / 2 ** 20)} MB`);
        return true;
      },
    });
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw fail('the archive is damaged or truncated', error);
  }
  const json = (file: string): unknown => {
    const content = parts[file];
    if (content === undefined) throw fail(`${file} not found in the archive`);
    try {
      return JSON.parse(new TextDecoder().decode(content));
    } catch (error) {
      throw fail(`${file} in the archive is not valid JSON`, error);
    }
  };
  const model = parseKerasModel(json('config.json'), name, 'config.json');
  const { keras_version: version } = (parts['metadata.json'] === undefined ? {} : json('metadata.json')) as {
    keras_version?: unknown;
  };
  const weights = parts['model.weights.h5'];
  if (weights === undefined) throw fail('model.weights.h5 not found in the archive');
  const folder = await mkdtemp(join(tmpdir(), 'toonvision-keras-'));
  try {
    const file = join(folder, 'model.weights.h5');
    await writeFile(file, weights);
    return await withHdf5(file, `${name}, model.weights.h5`, (hdf5) => {
      // The folder of a layer is its class name plus the number of preceding layers of that class.
      const classCounts = new Map<string, number>();
      const layers = model.layers.map((layer) => {
        const kind = snakeCase(layer.className);
        const precedingCount = classCounts.get(kind) ?? 0;
        classCounts.set(kind, precedingCount + 1);
        const base = `layers/${precedingCount === 0 ? kind : `${kind}_${precedingCount}`}/vars`;
        const weights = layer.weightNames.map((weight, index): FileWeight => {
          const dataset = datasetWeight(hdf5, `${base}/${index}`, name);
          if (dataset !== undefined) return dataset;
          throw new UserError(`weight ${weight} not found`, {
            where: `${name}, model.weights.h5, ${base}/${index}`,
            remedy: 'Save the model again with model.save("model.keras").',
          });
        });
        return { ...layer, weights };
      });
      const generator = typeof version === 'string' ? `Keras ${version.slice(0, 40)}` : undefined;
      return use({ format: 'Keras archive', generator, name: model.name, inputShape: model.inputShape, layers });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
