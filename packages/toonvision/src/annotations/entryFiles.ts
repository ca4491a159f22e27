// Formats whose file annotates many images: finds those files.
import { join, relative, sep } from 'node:path';
import { UserError } from '../errors/index.ts';
import type { FileTree } from './fileTree.ts';
import type { OpenOptions } from './source.ts';

/** A file with the annotations of many images. */
export interface EntryFile {
  /** Absolute. */
  path: string;
  /** Below the screenshots folder, with `/`; begins with `..` where it is elsewhere. */
  inTree: string;
  /** How messages call it. */
  where: string;
}

/** A file by its absolute path. */
export function locateFile(tree: FileTree, path: string): EntryFile {
  const inTree = relative(tree.folder, path).split(sep).join('/');
  return { path, inTree, where: inTree.startsWith('..') ? path : tree.named(inTree) };
}

/**
 * The file that the configuration names, or else those that are found.
 *
 * @throws UserError when there are none
 */
export async function locateFiles(
  tree: FileTree,
  { file, configFile }: OpenOptions,
  { kind, what, find }: { kind: string; what: string; find: (tree: FileTree) => Promise<string[]> },
): Promise<EntryFile[]> {
  if (file !== null) return [locateFile(tree, file)];
  const files = await find(tree);
  if (files.length === 0)
    throw new UserError(`there is no ${what}`, {
      where: tree.folder,
      remedy: `Name it: source: { kind: '${kind}', file: ... } in ${configFile}.`,
    });
  return files.map((name) => locateFile(tree, join(tree.folder, name)));
}
