// Loads a model function from a TypeScript or JavaScript file.
import { existsSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';
import { UserError } from '../errors/index.ts';
import { type ModelBuilder, type ModelFunction, modelBuilder } from './modelFunction.ts';

const REMEDY = 'Add `export default (input, classes) => [layers.rescaling({ scale: 1 / 255 }), ...]`.';

/**
 * Loads the model function that a file exports by default. The model is named after the file, which can import
 * `@toonvision/nn` from anywhere.
 *
 * @param path absolute or relative to the working directory
 * @throws UserError (exit code 2) if the file does not exist, fails to load, or does not export a function
 *
 * @example
 * const build = await loadModelFile('models/tiny.ts');
 * build({ height: 600, width: 200, channels: 3 }, 4, { seed: 7 }).parameters;
 */
export async function loadModelFile(path: string): Promise<ModelBuilder> {
  const file = resolve(path);
  if (!existsSync(file)) {
    throw new UserError('model file not found', { where: path, remedy: 'Check the path.', exitCode: 2 });
  }
  const define = await importDefault(file, path, REMEDY);
  if (typeof define !== 'function') {
    throw new UserError('the default export is not a model function', { where: path, remedy: REMEDY, exitCode: 2 });
  }
  return modelBuilder(define as ModelFunction, basename(file, extname(file)), path);
}

/**
 * Imports the default export of a user's TypeScript or JavaScript file, which can import `@toonvision/nn` from
 * anywhere.
 *
 * @param path the path as the user wrote it, for messages
 * @returns undefined if there is no default export
 * @throws UserError (exit code 2) if the file fails to load
 */
export async function importDefault(file: string, path: string, remedy: string): Promise<unknown> {
  const jiti = createJiti(file, {
    // Resolve the engine to this tool's copy, so that both use the same classes.
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
    throw new UserError(`failed to load the file: ${reason}`, {
      where: path,
      remedy,
      exitCode: 2,
      cause: error,
    });
  }
  return loaded !== null && typeof loaded === 'object' && 'default' in loaded ? loaded.default : undefined;
}
