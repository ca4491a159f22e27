// Finds a model by its built-in name or the path of its file.
import { basename, extname } from 'node:path';
import { unknownName } from '../errors/index.ts';
import { builtInModels } from './builtInModels.ts';
import { loadModelFile } from './loadModelFile.ts';
import type { ModelBuilder } from './modelFunction.ts';

/** A built-in model or one from a file. */
export interface ResolvedModel {
  /** Built-in name, or the file name without extension. */
  name: string;
  build: ModelBuilder;
  /** Path of the model file; undefined for a built-in model. */
  file: string | undefined;
}

/**
 * Finds a built-in model by name or loads a model file (a path with a slash or a script extension).
 *
 * @throws UserError (exit code 2) if the name is unknown, suggesting the closest one, or the file cannot be loaded
 *
 * @example
 * const { build } = await findModel('tuned');
 */
export async function findModel(nameOrPath: string): Promise<ResolvedModel> {
  if (Object.hasOwn(builtInModels, nameOrPath)) {
    return { name: nameOrPath, build: builtInModels[nameOrPath as keyof typeof builtInModels], file: undefined };
  }
  if (/[\\/]|\.[cm]?[jt]s$/.test(nameOrPath)) {
    const build = await loadModelFile(nameOrPath);
    return { name: basename(nameOrPath, extname(nameOrPath)), build, file: nameOrPath };
  }
  throw unknownName('model', nameOrPath, Object.keys(builtInModels), {
    remedy: 'To use your own model, pass the path of a .ts file.',
  });
}
