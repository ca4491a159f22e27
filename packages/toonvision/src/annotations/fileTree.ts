// The files below the screenshots folder, and what their folders mean.
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';
import { byCodeUnits } from '../files/index.ts';
import type { SplitName } from './splitNames.ts';

/** Everything a source can be made of. Paths are below `folder`, with `/`, sorted by code units. */
export interface FileTree {
  /** Absolute. */
  folder: string;
  files: readonly string[];
  images: readonly string[];
  /** A path below the folder as one relative to the project. */
  named(file: string): string;
  /** The split and the street that the folders of an image stand for. */
  placeOf(image: string): { split: SplitName | null; street: string | null };
}

const IMAGE = /\.(png|jpe?g|webp|bmp|tiff?|gif|avif)$/i;
/** Folders that separate images from annotations and mean nothing else. */
const ROLE_FOLDERS = new Set(['images', 'labels', 'annotations', 'jpegimages']);

/** Every file below `folder`, relative to it with `/`; linked folders are followed, each real folder once. */
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

/** The split a name stands for: `train`, `valid`, `val2017`, `testing`; undefined for any other name. */
export function parseSplitName(name: string): SplitName | undefined {
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
 * Reads folders: those such as `images` are ignored when every image has one above it, and the first folder is a split when it
 * is one for every image and there are `train` and another. So a street that happens to be called `train` stays a street.
 */
function placeReader(images: readonly string[]): FileTree['placeOf'] {
  const hasRoles = images.length > 0 && images.every((file) => foldersOf(file).some(isRole));
  const meaningful = (file: string) => foldersOf(file).filter((folder) => !hasRoles || !isRole(folder));
  const parts = new Set<SplitName | undefined>(images.map((file) => parseSplitName(meaningful(file)[0] ?? '')));
  const hasSplits = parts.size >= 2 && parts.has('train') && !parts.has(undefined);
  return (image) => {
    const folders = meaningful(image);
    const split = hasSplits ? (parseSplitName(folders[0] ?? '') ?? null) : null;
    const street = folders.slice(hasSplits ? 1 : 0).join('/');
    return { split, street: street === '' ? null : street };
  };
}

/** A tree of files that are known already. */
export function makeTree(folder: string, files: readonly string[], named: (file: string) => string): FileTree {
  const images = files.filter((file) => IMAGE.test(file));
  return { folder, files, images, named, placeOf: placeReader(images) };
}

/**
 * Finds images by the names that annotation files use: below the file's own folder, below the screenshots folder,
 * with leading folders left out (paths of the machine where they were made), and by the bare name where only one
 * image has it. Nothing outside the tree can be named.
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
