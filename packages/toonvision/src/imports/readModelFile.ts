// Tells by its first bytes what a model file is, and reads it.
import { open, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ModelError, modelFromFiles, type Sequential } from '@toonvision/nn';
import { UserError } from '../errors/index.ts';
import { explainFileError } from '../files/index.ts';
import { type ImportedFile, modelOfImport } from './importedModel.ts';
import { readKerasArchive } from './kerasArchive.ts';
import { readKerasHdf5 } from './kerasHdf5.ts';
import { looksLikeOnnx, readOnnx } from './onnx/index.ts';
import { readTfjsModel } from './tfjsModel.ts';

/** Small convnets have kilobytes; a file beyond this is no such model. */
const MOST_BYTES = 512 * 1024 * 1024;

/** A model read from a file made elsewhere. */
export interface ReadModel extends Pick<ImportedFile, 'format' | 'generator' | 'classes' | 'input' | 'remarks'> {
  model: Sequential;
  /** The file that was read: of a folder, its model.json. */
  file: string;
}

const isHdf5 = (head: Buffer) =>
  head.subarray(0, 8).equals(Buffer.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]));
const isZip = (head: Buffer) => head.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 3, 4]));

/**
 * Reads a model that was made elsewhere: Keras HDF5 (Keras 2, whatever it is called), a Keras 3 archive, a TensorFlow.js layers
 * model (its folder or model.json), ONNX, or our own model.json with weights.safetensors beside it.
 *
 * @throws UserError for anything else, and for files that are damaged, hostile, or have a layer that is not known here, with
 *   its place in the file
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
  if (size > MOST_BYTES)
    throw new UserError(`it has ${Math.round(size / 2 ** 20)} MB`, {
      where: file,
      remedy: 'Models of up to 512 MB can be imported.',
    });
  const handle = await open(file, 'r').catch(fail);
  const head = Buffer.alloc(8);
  await handle.read(head, 0, 8, 0).finally(() => handle.close());
  const name = basename(file);
  const made = (imported: ImportedFile, bytes?: number): ReadModel => {
    const { format, generator, classes, input, remarks = [] } = imported;
    return { model: modelOfImport(imported, name, bytes), format, generator, classes, input, remarks, file };
  };
  const whole = (imported: ImportedFile) => made(imported, size);
  if (isHdf5(head)) return readKerasHdf5(file, name, whole);
  if (looksLikeOnnx(head) || file.toLowerCase().endsWith('.onnx')) return whole(readOnnx(await readFile(file), name));
  if (isZip(head)) return readKerasArchive(await readFile(file), name, whole);
  if (head.toString('latin1').trimStart().startsWith('{')) return readJsonModel(file, name, made);
  throw new UserError('it is no model file that is known here', {
    where: file,
    remedy:
      'Give a Keras file (.h5, .keras), an ONNX file (.onnx), a TensorFlow.js layers model (model.json), or model.json of a run.',
  });
}

async function readJsonModel(
  file: string,
  name: string,
  made: (imported: ImportedFile) => ReadModel,
): Promise<ReadModel> {
  const modelJson = await readFile(file, 'utf8');
  let json: unknown;
  try {
    json = JSON.parse(modelJson);
  } catch (error) {
    throw new UserError('no JSON; the file is cut short or edited', {
      where: file,
      remedy: 'Copy it again.',
      cause: error,
    });
  }
  if (typeof json !== 'object' || json === null || !('format' in json) || json.format !== 'toonvision-model')
    return made(await readTfjsModel(file, json));
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
