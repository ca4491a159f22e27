// Finds and loads the configuration of a project folder.
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createJiti } from 'jiti';
import { UserError } from '../errors/index.ts';
import { explainFileError } from '../files/index.ts';
import { DEFINE_CONFIG_FILE } from './defineConfig.ts';
import { type Project, resolveConfig } from './project.ts';

/** The names a configuration may have; of several the first counts. */
export const CONFIG_FILE_NAMES: readonly string[] = ['ts', 'mts', 'js', 'mjs', 'json'].map(
  (extension) => `toonvision.config.${extension}`,
);

/** Whether a folder has a configuration. */
export async function hasConfig(directory: string): Promise<boolean> {
  const names: string[] = await readdir(directory).catch(() => []);
  return CONFIG_FILE_NAMES.some((name) => names.includes(name));
}

/** The first lines of an error, without a stack trace: a syntax error shows the place in its second and third. */
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
      throw new UserError(`no JSON: ${shortReason(error)}`, { where: path, remedy: 'Mend the file.', exitCode: 2 });
    }
  }
  // No cache of any kind: a long-lived server must see the file as it is now.
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
    throw new UserError(`the configuration cannot be loaded: ${shortReason(error)}`, {
      where: path,
      remedy: 'Mend the file; it may import only what is installed beside it, and defineConfig from toonvision.',
      exitCode: 2,
      cause: error,
    });
  }
}

/**
 * Loads the configuration of a project folder, checks it and fills in the defaults.
 * `import { defineConfig } from 'toonvision'` works in it whether or not the package is installed there.
 *
 * @param projectDirectory Absolute or relative to the working directory.
 * @throws UserError with exit code 2: no configuration, one that does not load, or a field that does not fit
 *   (naming the file, the field and the nearest valid name).
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
        ? new UserError(`no project folder: ${explained.message}`, {
            remedy: 'Name a folder that holds a toonvision.config.ts with --project.',
            exitCode: 2,
          })
        : explained;
    }),
  );
  const configFile = CONFIG_FILE_NAMES.find((name) => names.has(name));
  if (configFile === undefined)
    throw new UserError('there is no toonvision.config.ts (or .mts, .js, .mjs, .json)', {
      where: directory,
      remedy: 'Name the folder of the project with --project, or make one with `toonvision demo <dir>`.',
      exitCode: 2,
    });
  const path = join(directory, configFile);
  const config = await readConfigObject(path, configFile);
  if (config === undefined || config === null || typeof config !== 'object')
    throw new UserError('the file exports no configuration', {
      where: path,
      remedy: 'Write `export default defineConfig({ ... })`.',
      exitCode: 2,
    });
  return resolveConfig(config, directory, configFile);
}
