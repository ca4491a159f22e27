// A picture from outside that becomes one of the project's: stored as it is in the folder of a street, never over another file.
import { mkdir, realpath } from 'node:fs/promises';
import { join, posix } from 'node:path';
import sharp from 'sharp';
import type { Project } from '../config/index.ts';
import { decodeImage, projectPath, readTree } from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import { writeNew } from '../files/index.ts';
import { insideOnly } from './annotateImage.ts';

/** Endings by what the bytes are; SVG is none: it is a program of its own. */
const ENDINGS: Readonly<Record<string, string>> = {
  ...{ png: 'png', jpeg: 'jpg', webp: 'webp', gif: 'gif', tiff: 'tif', avif: 'avif', heif: 'avif' },
};

/** How many names are tried: `photo.png`, `photo-2.png`, ... */
const MOST_NAMES = 10_000;

/**
 * What kind of picture the bytes are, as its file's ending.
 *
 * @throws UserError when they are no picture, a broken one, or one of more than 64 million pixels
 */
export async function pictureEnding(bytes: Uint8Array): Promise<string> {
  const format =
    bytes.length === 0
      ? undefined
      : await sharp(bytes)
          .metadata()
          .then(
            (metadata) => metadata.format,
            () => undefined,
          );
  const ending = format === undefined || !Object.hasOwn(ENDINGS, format) ? undefined : ENDINGS[format];
  if (ending === undefined)
    throw new UserError('this is no picture that can be read', { remedy: 'Send PNG, JPEG, WebP, GIF, TIFF or AVIF.' });
  await decodeImage(bytes, 'the picture');
  return ending;
}

/** A file's name of letters, digits, `_`, `-` and dots; what is left of a path is its last part. */
function tidyName(name: string): string {
  const last = name.replaceAll('\\', '/').split('/').at(-1) ?? '';
  const stem = last.replace(/\.[^.]*$/, '').replaceAll(/[^\p{L}\p{N}_-]+/gu, '-');
  return stem.replaceAll(/^-+|-+$/g, '').slice(0, 80) || 'picture';
}

const FOLDER = /^[\p{L}\p{N}_][\p{L}\p{N}_ .-]{0,79}$/u;

/**
 * Stores a picture, bytes as they are, in a folder below the screenshots.
 *
 * @param place its `folder` below the screenshots, with `/`, there or new, empty for the screenshots folder itself; and the
 *   `name` of the file: its ending follows from the bytes, a number is added where the name is taken
 * @returns the path relative to the project folder, with `/`
 * @throws UserError for bytes that are no picture, and for a folder that leads out of the project
 *
 * @example
 * await storeImage(project, bytes, { folder: 'ttc', name: 'IMG_0012.jpg' }); // 'screenshots/ttc/IMG_0012.jpg'
 */
export async function storeImage(
  project: Project,
  bytes: Uint8Array,
  { folder, name }: { folder: string; name: string },
): Promise<string> {
  const steps = folder.split('/').filter((step) => step !== '');
  if (steps.length > 8 || !steps.every((step) => FOLDER.test(step)))
    throw new UserError(`${folder} is no folder of pictures`, {
      remedy: 'Name a street with letters, digits, - and _.',
    });
  const ending = await pictureEnding(bytes);
  const tree = await readTree(project);
  const place = projectPath(project, steps.join('/'));
  await insideExisting(project, place);
  await mkdir(join(project.directory, place), { recursive: true });
  const stem = tidyName(name);
  // A name of which any file is there is taken: an annotation would belong to both.
  const taken = new Set(tree.files.map((file) => file.replace(/\.[^./]+$/, '').toLowerCase()));
  for (let number = 1; number <= MOST_NAMES; number += 1) {
    const tried = number === 1 ? stem : `${stem}-${number}`;
    if (taken.has(posix.join(steps.join('/'), tried).toLowerCase())) continue;
    const path = posix.join(place, `${tried}.${ending}`);
    if (await writeNew(join(project.directory, path), bytes)) return path;
  }
  throw new UserError(`every name like ${stem} is taken`, { where: place, remedy: 'Give the picture another name.' });
}

/** The deepest folder of the way that is there must lie in the project: a link may lead elsewhere. */
async function insideExisting(project: Project, place: string): Promise<void> {
  for (let folder = place; folder !== '.' && folder !== ''; folder = posix.dirname(folder)) {
    const isThere = await realpath(join(project.directory, folder)).then(
      () => true,
      () => false,
    );
    if (isThere) return insideOnly(project, posix.join(folder, 'picture'));
  }
  return insideOnly(project, 'picture');
}
