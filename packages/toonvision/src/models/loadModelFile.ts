// Loads a user's own model: a TypeScript or JavaScript file whose default export is a model function.
import { existsSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';
import { UserError } from '../errors/index.ts';
import { type ModelBuilder, type ModelFunction, modelBuilder } from './modelFunction.ts';

const REMEDY = 'Write `export default (input, classes) => [layers.rescaling({ scale: 1 / 255 }), ...]`.';

/**
 * The model of a file, named after it. The file may import `@toonvision/nn` wherever it lies.
 *
 * @param path absolute or relative to the working directory
 * @throws UserError (exit code 2) when the file is missing, does not load, or exports no function
 *
 * @example
 * const build = await loadModelFile('models/tiny.ts');
 * build({ height: 600, width: 200, channels: 3 }, 4, { seed: 7 }).parameters;
 */
export async function loadModelFile(path: string): Promise<ModelBuilder> {
  const file = resolve(path);
  if (!existsSync(file)) {
    throw new UserError('no such model file', { where: path, remedy: 'Check the spelling of the path.', exitCode: 2 });
  }
  const define = await importDefault(file, path, REMEDY);
  if (typeof define !== 'function') {
    throw new UserError('the file exports no model function', { where: path, remedy: REMEDY, exitCode: 2 });
  }
  return modelBuilder(define as ModelFunction, basename(file, extname(file)), path);
}

/**
 * The default export of a user's TypeScript or JavaScript file, which may import `@toonvision/nn` wherever it lies; undefined
 * where it has none.
 *
 * @param path as the user wrote it, for messages
 * @throws UserError (exit code 2) when it does not load
 */
export async function importDefault(file: string, path: string, remedy: string): Promise<unknown> {
  const jiti = createJiti(file, {
    // The package as this tool sees it, so that layers of the user's file and of this tool are the same classes.
    alias: { '@toonvision/nn': fileURLToPath(import.meta.resolve('@toonvision/nn')) },
    nativeModules: ['@toonvision/nn'],
    moduleCache: false,
    fsCache: false,
  });
  let loaded: unknown;
  try {
    loaded = await jiti.import(file);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = (error instanceof Error ? error.message : String(error)).split('\n').slice(0, 4).join('\n');
    throw new UserError(`the file cannot be loaded: ${reason}`, {
      where: path,
      remedy,
      exitCode: 2,
      cause: error,
    });
  }
  return loaded !== null && typeof loaded === 'object' && 'default' in loaded ? loaded.default : undefined;
}
