// The files below the screenshots folder, and what the folders they lie in mean.
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';
import type { Project } from '../../config/index.ts';
import { UserError } from '../../errors/index.ts';
import { explainFileError } from '../../files/index.ts';
import { byCodeUnits } from '../codeUnitOrder.ts';
import type { Part } from '../parts.ts';

/** Everything a source can be made of. Paths are below `folder`, with `/`, sorted by code units. */
export interface FileTree {
  /** Absolute. */
  folder: string;
  files: readonly string[];
  pictures: readonly string[];
  /** A path below the folder as one relative to the project. */
  named(file: string): string;
  /** The side and the street that the folders of a picture stand for. */
  placeOf(picture: string): { split: Part | null; street: string | null };
}

const PICTURE = /\.(png|jpe?g|webp|bmp|tiff?|gif|avif)$/i;
/** What the tool itself writes into a project; never screenshots, even where those lie in the project folder itself. */
const OWN_FOLDERS = ['dataset', 'runs', 'studies', 'node_modules'];
/** Folders that tell pictures from annotations and say nothing about either. */
const ROLE_FOLDERS = new Set(['images', 'labels', 'annotations', 'jpegimages']);

/** Every file below `folder`, relative to it with `/`; linked folders are followed, each real folder once. */
async function listFiles(folder: string, skip: (path: string) => boolean): Promise<string[]> {
  const files: string[] = [];
  const seen = new Set<string>();
  async function walk(current: string): Promise<void> {
    const real = await realpath(current);
    if (seen.has(real)) return;
    seen.add(real);
    const entries = await readdir(current, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => byCodeUnits(a.name, b.name))) {
      const path = join(current, entry.name);
      if (entry.name.startsWith('.') || skip(path)) continue;
      const target = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : entry;
      if (target?.isDirectory() === true) await walk(path);
      else if (target?.isFile() === true) files.push(relative(folder, path).split(sep).join('/'));
    }
  }
  await walk(folder);
  return files.sort(byCodeUnits);
}

/** The side a name stands for: `train`, `valid`, `val2017`, `testing`; undefined for any other name. */
export function partNamed(name: string): Part | undefined {
  const word = /^(train|training|val|valid|validation|test|testing)(?:\d{4})?$/i.exec(name.trim())?.[1]?.toLowerCase();
  if (word === undefined) return undefined;
  if (word.startsWith('train')) return 'train';
  return word.startsWith('val') ? 'val' : 'test';
}

/** A file's path without its extension. */
export function stemOf(file: string): string {
  return file.replace(/\.[^./]+$/, '');
}

const foldersOf = (file: string) => file.split('/').slice(0, -1);
const isRole = (folder: string) => ROLE_FOLDERS.has(folder.toLowerCase());

/** The stem without folders such as `images` and `labels`, so that `images/a/1.png` and `labels/a/1.txt` agree. */
export function stemWithoutRole(file: string): string {
  return [...foldersOf(file).filter((folder) => !isRole(folder)), posix.basename(stemOf(file))].join('/');
}

/**
 * How folders are read: folders such as `images` are passed over when every picture has one above it, and the first
 * folder is a side of the split when it is one for every picture and there are `train` and another. So a street that
 * happens to be called `train` stays a street.
 */
function placeReader(pictures: readonly string[]): FileTree['placeOf'] {
  const hasRoles = pictures.length > 0 && pictures.every((file) => foldersOf(file).some(isRole));
  const meaningful = (file: string) => foldersOf(file).filter((folder) => !hasRoles || !isRole(folder));
  const parts = new Set<Part | undefined>(pictures.map((file) => partNamed(meaningful(file)[0] ?? '')));
  const hasSides = parts.size >= 2 && parts.has('train') && !parts.has(undefined);
  return (picture) => {
    const folders = meaningful(picture);
    const split = hasSides ? (partNamed(folders[0] ?? '') ?? null) : null;
    const street = folders.slice(hasSides ? 1 : 0).join('/');
    return { split, street: street === '' ? null : street };
  };
}

/** A tree of files that are known already. */
export function makeTree(folder: string, files: readonly string[], named: (file: string) => string): FileTree {
  const pictures = files.filter((file) => PICTURE.test(file));
  return { folder, files, pictures, named, placeOf: placeReader(pictures) };
}

/**
 * Lists the screenshots folder of a project.
 *
 * @throws UserError when the folder is missing or cannot be read.
 */
export async function readTree(project: Project): Promise<FileTree> {
  const folder = project.paths.screenshots;
  const own = OWN_FOLDERS.map((name) => join(project.directory, name));
  const files = await listFiles(folder, (path) => own.includes(path)).catch((error: unknown) => {
    const explained = explainFileError(error, folder);
    throw explained instanceof UserError
      ? new UserError(`the folder of the screenshots cannot be read: ${explained.message.split('\n')[0]}`, {
          where: `${project.configFile}: screenshots`,
          remedy: 'Name the folder your screenshots lie in, relative to the configuration file.',
          cause: error,
        })
      : explained;
  });
  return makeTree(folder, files, (file) => projectPath(project, file));
}

/** A path below the screenshots folder as a path relative to the project, with `/`. */
export function projectPath(project: Project, file: string): string {
  return project.screenshots === '.' ? file : posix.join(project.screenshots, file);
}

/**
 * Finds pictures by the names that annotation files use: below the file's own folder, below the screenshots folder,
 * with leading folders left out (paths of the machine where they were made), and by the bare name where only one
 * picture has it. Nothing outside the tree can be named.
 */
export function pictureFinder(tree: FileTree): (name: string, from: string) => string | undefined {
  const known = new Set(tree.pictures);
  const byName = new Map<string, string[]>();
  for (const picture of tree.pictures) {
    const name = posix.basename(picture);
    const same = byName.get(name);
    if (same === undefined) byName.set(name, [picture]);
    else same.push(picture);
  }
  return (name, from) => {
    const steps = name
      .replaceAll('\\', '/')
      .split('/')
      .filter((step) => step !== '' && step !== '.' && step !== '..');
    for (let left = 0; left < steps.length; left += 1) {
      const rest = steps.slice(left).join('/');
      for (const path of from === '' || from === '.' ? [rest] : [`${from}/${rest}`, rest])
        if (known.has(path)) return path;
    }
    const same = byName.get(steps.at(-1) ?? '') ?? [];
    const near = same.filter((picture) => picture.startsWith(`${from}/`));
    if (same.length === 1) return same[0];
    return near.length === 1 ? near[0] : undefined;
  };
}
