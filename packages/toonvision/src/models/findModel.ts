// Finds a model by what a user writes: a built-in name or the path of a file.
import { basename, extname } from 'node:path';
import { unknownName } from '../errors/index.ts';
import { builtInModels } from './builtInModels.ts';
import { loadModelFile } from './loadModelFile.ts';
import type { ModelBuilder } from './modelFunction.ts';

/** An architecture by its name or from a file. */
export interface FoundModel {
  /** The built-in name, or the file name without its extension. */
  name: string;
  build: ModelBuilder;
  /** The file, for a user's own model. */
  file: string | undefined;
}

/**
 * The built-in model of that name, or the model of that file (a name with a slash or a file extension).
 *
 * @throws UserError (exit code 2) naming the nearest built-in model
 *
 * @example
 * const { build } = await findModel('tuned');
 */
export async function findModel(nameOrPath: string): Promise<FoundModel> {
  if (Object.hasOwn(builtInModels, nameOrPath)) {
    return { name: nameOrPath, build: builtInModels[nameOrPath as keyof typeof builtInModels], file: undefined };
  }
  if (/[\\/]|\.[cm]?[jt]s$/.test(nameOrPath)) {
    const build = await loadModelFile(nameOrPath);
    return { name: basename(nameOrPath, extname(nameOrPath)), build, file: nameOrPath };
  }
  throw unknownName('model', nameOrPath, Object.keys(builtInModels), {
    remedy: 'Pass the path of a .ts file to use a model of your own.',
  });
}
