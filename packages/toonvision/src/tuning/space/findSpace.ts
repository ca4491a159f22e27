// Finds a search space by built-in name or file path.
import { existsSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import { UserError, unknownName } from '../../errors/index.ts';
import { importDefault } from '../../models/index.ts';
import { builtInSpaces } from './builtInSpaces.ts';
import type { SpaceFunction } from './define.ts';

/** A built-in space or a space from a file. */
export interface FoundSpace {
  /** The built-in name, or the file name without its extension. */
  name: string;
  build: SpaceFunction;
  /** Absolute path; undefined for a built-in space. */
  file: string | undefined;
}

const REMEDY =
  'Write `export default (hp, input, classes) => [layers.conv2d({ filters: hp.int("filters", { min: 4, max: 16, step: 4 }), ... }), ...]`.';

/**
 * Finds a built-in space by name, or loads one from a TypeScript or JavaScript file whose default export is a builder.
 *
 * @throws UserError (exit code 2) if the name is unknown (with the nearest), or the file is missing or exports no function
 *
 * @example
 * const { build } = await findSpace('article');
 */
export async function findSpace(nameOrPath: string): Promise<FoundSpace> {
  if (Object.hasOwn(builtInSpaces, nameOrPath))
    return { name: nameOrPath, build: builtInSpaces[nameOrPath as keyof typeof builtInSpaces], file: undefined };
  if (!/[\\/]|\.[cm]?[jt]s$/.test(nameOrPath)) {
    throw unknownName('space', nameOrPath, Object.keys(builtInSpaces), {
      remedy: 'To use your own space, pass the path of a .ts file.',
    });
  }
  const file = resolve(nameOrPath);
  if (!existsSync(file))
    throw new UserError('file not found', {
      where: nameOrPath,
      remedy: 'Check the spelling of the path.',
      exitCode: 2,
    });
  const build = await importDefault(file, nameOrPath, REMEDY);
  if (typeof build !== 'function')
    throw new UserError('the default export is not a function', { where: nameOrPath, remedy: REMEDY, exitCode: 2 });
  return { name: basename(file, extname(file)), build: build as SpaceFunction, file };
}
