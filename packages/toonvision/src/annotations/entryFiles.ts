// Finds the annotation files of formats that annotate many images in one file.
import { join, relative, sep } from 'node:path';
import { UserError } from '../errors/index.ts';
import type { FileTree } from './fileTree.ts';
import type { OpenOptions } from './source.ts';

/** An annotation file for many images. */
export interface EntryFile {
  /** Absolute. */
  path: string;
  /** Path relative to the screenshots folder, with `/`; starts with `..` if the file is outside it. */
  inTree: string;
  /** Name of the file in messages. */
  where: string;
}

/** Describes the file at an absolute path. */
export function locateFile(tree: FileTree, path: string): EntryFile {
  const inTree = relative(tree.folder, path).split(sep).join('/');
  return { path, inTree, where: inTree.startsWith('..') ? path : tree.named(inTree) };
}

/**
 * Returns the file set in the configuration, otherwise those found in the tree.
 *
 * @throws UserError when none is found
 */
export async function locateFiles(
  tree: FileTree,
  { file, configFile }: OpenOptions,
  { kind, what, find }: { kind: string; what: string; find: (tree: FileTree) => Promise<string[]> },
): Promise<EntryFile[]> {
  if (file !== null) return [locateFile(tree, file)];
  const files = await find(tree);
  if (files.length === 0)
    throw new UserError(`${what} not found`, {
      where: tree.folder,
      remedy: `Set its path with source: { kind: '${kind}', file: ... } in ${configFile}.`,
    });
  return files.map((name) => locateFile(tree, join(tree.folder, name)));
}
