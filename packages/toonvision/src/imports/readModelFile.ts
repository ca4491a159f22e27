// Detects the format of a model file by its first bytes and reads it.
import { open, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ModelError, modelFromFiles, type Sequential } from '@toonvision/nn';
import { UserError } from '../errors/index.ts';
import { explainFileError } from '../files/index.ts';
import { buildImportedModel, type ImportedFile } from './importedModel.ts';
import { readKerasArchive } from './kerasArchive.ts';
import { readKerasHdf5 } from './kerasHdf5.ts';
import { looksLikeOnnx, readOnnx } from './onnx/index.ts';
import { readTfjsModel } from './tfjsModel.ts';

/** Maximum size of a model file. */
const MAX_BYTES = 512 * 1024 * 1024;

/** A model read from a file of another tool. */
export interface ReadModel extends Pick<ImportedFile, 'format' | 'generator' | 'classes' | 'input' | 'remarks'> {
  model: Sequential;
  /** Path of the file that was read; model.json for a folder. */
  file: string;
}

const isHdf5 = (head: Buffer) =>
  head.subarray(0, 8).equals(Buffer.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]));
const isZip = (head: Buffer) => head.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 3, 4]));

/**
 * Reads a model file: Keras HDF5, a Keras 3 archive, a TensorFlow.js layers model (folder or model.json), ONNX, or model.json
 * of a run with weights.safetensors next to it. The format is detected from the content.
 *
 * @throws UserError if the format is unknown, the file is damaged, or a layer is not supported, with its location
 *
 * @example
 * const { model, format } = await readModelFile('tuned.keras');
 * model.parameters; // 6032
 */
export async function readModelFile(path: string): Promise<ReadModel> {
  const fail = (error: unknown): never => {
    throw explainFileError(error, path);
  };
  const info = await stat(path).catch(fail);
  const file = info.isDirectory() ? join(path, 'model.json') : path;
  const { size } = await stat(file).catch((error: unknown) => {
    throw explainFileError(error, file);
  });
  if (size > MAX_BYTES)
    throw new UserError(`the file is too large: ${Math.round(size / 2 ** 20)} MB`, {
      where: file,
      remedy: 'The maximum is 512 MB.',
    });
  const handle = await open(file, 'r').catch(fail);
  const head = Buffer.alloc(8);
  await handle.read(head, 0, 8, 0).finally(() => handle.close());
  const name = basename(file);
  const build = (imported: ImportedFile, bytes?: number): ReadModel => {
    const { format, generator, classes, input, remarks = [] } = imported;
    return { model: buildImportedModel(imported, name, bytes), format, generator, classes, input, remarks, file };
  };
  const buildFromFile = (imported: ImportedFile) => build(imported, size);
  if (isHdf5(head)) return readKerasHdf5(file, name, buildFromFile);
  if (looksLikeOnnx(head) || file.toLowerCase().endsWith('.onnx'))
    return buildFromFile(readOnnx(await readFile(file), name));
  if (isZip(head)) return readKerasArchive(await readFile(file), name, buildFromFile);
  if (head.toString('latin1').trimStart().startsWith('{')) return readJsonModel(file, name, build);
  throw new UserError('unknown model file format', {
    where: file,
    remedy:
      'Expected a Keras file (.h5, .keras), ONNX (.onnx), a TensorFlow.js layers model (model.json), or model.json of a run.',
  });
}

async function readJsonModel(
  file: string,
  name: string,
  build: (imported: ImportedFile) => ReadModel,
): Promise<ReadModel> {
  const modelJson = await readFile(file, 'utf8');
  let json: unknown;
  try {
    json = JSON.parse(modelJson);
  } catch (error) {
    throw new UserError('not valid JSON; the file is truncated or edited', {
      where: file,
      remedy: 'Copy it again.',
      cause: error,
    });
  }
  if (typeof json !== 'object' || json === null || !('format' in json) || json.format !== 'toonvision-model')
    return build(await readTfjsModel(file, json));
  const weightsFile = join(dirname(file), 'weights.safetensors');
  const weights = await readFile(weightsFile).catch((error: unknown) => {
    throw explainFileError(error, weightsFile);
  });
  try {
    return { model: modelFromFiles({ modelJson, weights }), format: 'ToonVision', generator: undefined, file };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    throw new UserError(error.message, { where: name, remedy: 'Copy both files again.', cause: error });
  }
}
