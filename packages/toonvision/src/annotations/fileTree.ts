// The files below the screenshots folder, and the splits and streets their folders stand for.
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';
import { byCodeUnits } from '../files/index.ts';
import type { SplitName } from './splitNames.ts';

/** All files of a source. Paths are relative to `folder`, with `/`, sorted by code units. */
export interface FileTree {
  /** Absolute. */
  folder: string;
  files: readonly string[];
  images: readonly string[];
  /** Converts a path relative to the folder to one relative to the project. */
  named(file: string): string;
  /** Returns the split and the street of an image according to its folders. */
  placeOf(image: string): { split: SplitName | null; street: string | null };
}

const IMAGE = /\.(png|jpe?g|webp|bmp|tiff?|gif|avif)$/i;
/** Folders that only separate images from annotations. */
const ROLE_FOLDERS = new Set(['images', 'labels', 'annotations', 'jpegimages']);

/**
 * Lists every file below `folder`, relative to it with `/`. Follows links to folders, visiting each real folder once.
 */
export async function listFiles(folder: string, skip: (path: string) => boolean): Promise<string[]> {
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

/** Parses the name of a split, such as `train`, `valid`, `val2017` or `testing`; undefined for any other name. */
export function parseSplitName(name: string): SplitName | undefined {
  const word = /^(train|training|val|valid|validation|test|testing)(?:\d{4})?$/i.exec(name.trim())?.[1]?.toLowerCase();
  if (word === undefined) return undefined;
  if (word.startsWith('train')) return 'train';
  return word.startsWith('val') ? 'val' : 'test';
}

/** Returns the path of a file without its extension. */
export function stemOf(file: string): string {
  return file.replace(/\.[^./]+$/, '');
}

const foldersOf = (file: string) => file.split('/').slice(0, -1);
const isRole = (folder: string) => ROLE_FOLDERS.has(folder.toLowerCase());

/** Returns the stem without folders such as `images` and `labels`, so `images/a/1.png` matches `labels/a/1.txt`. */
export function stemWithoutRole(file: string): string {
  return [...foldersOf(file).filter((folder) => !isRole(folder)), posix.basename(stemOf(file))].join('/');
}

/**
 * Interprets folders. Folders such as `images` are ignored if every image is in one. The first folder is the split if
 * it names a split for every image, including `train` and at least one other; a street called `train` remains a street.
 */
function placeReader(images: readonly string[]): FileTree['placeOf'] {
  const hasRoles = images.length > 0 && images.every((file) => foldersOf(file).some(isRole));
  const meaningful = (file: string) => foldersOf(file).filter((folder) => !hasRoles || !isRole(folder));
  const splits = new Set<SplitName | undefined>(images.map((file) => parseSplitName(meaningful(file)[0] ?? '')));
  const hasSplits = splits.size >= 2 && splits.has('train') && !splits.has(undefined);
  return (image) => {
    const folders = meaningful(image);
    const split = hasSplits ? (parseSplitName(folders[0] ?? '') ?? null) : null;
    const street = folders.slice(hasSplits ? 1 : 0).join('/');
    return { split, street: street === '' ? null : street };
  };
}

/** Creates a tree from a list of files. */
export function makeTree(folder: string, files: readonly string[], named: (file: string) => string): FileTree {
  const images = files.filter((file) => IMAGE.test(file));
  return { folder, files, images, named, placeOf: placeReader(images) };
}

/**
 * Returns a function that finds an image by the name an annotation file uses. It tries the path relative to the
 * annotation file's folder and to the screenshots folder, then drops leading folders (absolute paths of the machine
 * where the file was written), then the bare name if it is unique. It never leaves the tree.
 */
export function imageFinder(tree: FileTree): (name: string, from: string) => string | undefined {
  const known = new Set(tree.images);
  const byName = Map.groupBy(tree.images, (image) => posix.basename(image));
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
    const near = same.filter((image) => image.startsWith(`${from}/`));
    if (same.length === 1) return same[0];
    return near.length === 1 ? near[0] : undefined;
  };
}
