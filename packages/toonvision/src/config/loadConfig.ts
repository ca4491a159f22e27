// Finding and loading the configuration of a project folder.
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createJiti } from 'jiti';
import { UserError } from '../errors/index.ts';
import { explainFileError } from '../files/index.ts';
import { DEFINE_CONFIG_FILE } from './defineConfig.ts';
import { type Project, resolveConfig } from './project.ts';

/** File names of a configuration, in order of precedence. */
export const CONFIG_FILE_NAMES: readonly string[] = ['ts', 'mts', 'js', 'mjs', 'json'].map(
  (extension) => `toonvision.config.${extension}`,
);

/** Whether a folder contains a configuration. */
export async function hasConfig(directory: string): Promise<boolean> {
  const names: string[] = await readdir(directory).catch(() => []);
  return CONFIG_FILE_NAMES.some((name) => names.includes(name));
}

/** The first lines of an error without its stack trace; lines 2 and 3 of a syntax error show the position. */
function shortReason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n').slice(0, 4).join('\n').slice(0, 500);
}

async function readConfigObject(path: string, configFile: string): Promise<unknown> {
  if (configFile.endsWith('.json')) {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      throw explainFileError(error, path);
    });
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new UserError(`is not valid JSON: ${shortReason(error)}`, { where: path, exitCode: 2 });
    }
  }
  // Not cached: the studio's server must see changes of the file.
  const jiti = createJiti(path, {
    alias: { toonvision: DEFINE_CONFIG_FILE },
    moduleCache: false,
    fsCache: false,
    interopDefault: true,
  });
  try {
    const loaded = await jiti.import<Record<string, unknown>>(path);
    return loaded !== null && typeof loaded === 'object' && 'default' in loaded ? loaded.default : undefined;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`failed to load the configuration: ${shortReason(error)}`, {
      where: path,
      remedy: 'Fix the file; it can import packages installed next to it, and defineConfig from toonvision.',
      exitCode: 2,
      cause: error,
    });
  }
}

/**
 * Loads and validates the configuration of a project folder, and fills in defaults. `import { defineConfig } from
 * 'toonvision'` works in it even where the package is not installed.
 *
 * @param projectDirectory Absolute, or relative to the working directory
 * @throws UserError (exit code 2) if there is no configuration, it does not load, or a field is invalid; the message names
 *   the file, the field and the nearest valid name
 *
 * @example
 * const project = await loadConfig('demo-town');
 * project.targets.suit?.classes // ['bb', 'lb', 'cb', 'sb']
 */
export async function loadConfig(projectDirectory: string): Promise<Project> {
  const directory = resolve(projectDirectory);
  const names = new Set(
    await readdir(directory).catch((error: unknown) => {
      const explained = explainFileError(error, directory);
      throw explained instanceof UserError
        ? new UserError(`failed to open the project folder: ${explained.message}`, {
            remedy: 'Pass a folder with a toonvision.config.ts as --project.',
            exitCode: 2,
          })
        : explained;
    }),
  );
  const configFile = CONFIG_FILE_NAMES.find((name) => names.has(name));
  if (configFile === undefined)
    throw new UserError('toonvision.config.ts not found (nor .mts, .js, .mjs, .json)', {
      where: directory,
      remedy:
        'Pass the project folder as --project, or create a project with `toonvision init` or `toonvision demo <dir>`.',
      exitCode: 2,
    });
  const path = join(directory, configFile);
  const config = await readConfigObject(path, configFile);
  if (config === undefined || config === null || typeof config !== 'object')
    throw new UserError('has no default export with a configuration', {
      where: path,
      remedy: 'Write `export default defineConfig({ ... })`.',
      exitCode: 2,
    });
  return resolveConfig(config, directory, configFile);
}
