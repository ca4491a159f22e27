// Stores an image in the screenshots folder without changing its bytes or overwriting a file.
import { mkdir, realpath } from 'node:fs/promises';
import { join, posix } from 'node:path';
import sharp from 'sharp';
import type { Project } from '../config/index.ts';
import { decodeImage, projectPath, readTree } from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import { writeNew } from '../files/index.ts';
import { requireInsideProject } from './annotateImage.ts';

/** File extensions by sharp's format names. SVG is excluded because it may contain scripts. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  ...{ png: 'png', jpeg: 'jpg', webp: 'webp', gif: 'gif', tiff: 'tif', avif: 'avif', heif: 'avif' },
};

/** Maximum number of names to try: `photo.png`, `photo-2.png`, ... */
const MAX_NAMES = 10_000;

/**
 * Detects the format of an image and returns its file extension.
 *
 * @throws UserError if the bytes are not a valid image, or it has more than 64 million pixels
 */
export async function detectImageExtension(bytes: Uint8Array): Promise<string> {
  const format =
    bytes.length === 0
      ? undefined
      : await sharp(bytes)
          .metadata()
          .then(
            (metadata) => metadata.format,
            () => undefined,
          );
  const extension = format === undefined || !Object.hasOwn(EXTENSIONS, format) ? undefined : EXTENSIONS[format];
  if (extension === undefined)
    throw new UserError('not a supported image format', { remedy: 'Use PNG, JPEG, WebP, GIF, TIFF or AVIF.' });
  await decodeImage(bytes, 'the image');
  return extension;
}

/** Turns a file name or path into a stem of letters, digits, `_` and `-`. */
function toStem(name: string): string {
  const last = name.replaceAll('\\', '/').split('/').at(-1) ?? '';
  const stem = last.replace(/\.[^.]*$/, '').replaceAll(/[^\p{L}\p{N}_-]+/gu, '-');
  return stem.replaceAll(/^-+|-+$/g, '').slice(0, 80) || 'image';
}

const FOLDER_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_ .-]{0,79}$/u;

/**
 * Stores an image, byte by byte, in a folder below the screenshots folder.
 *
 * @param destination `folder`: path below the screenshots folder, with `/`, created if it does not exist, empty for the
 *   screenshots folder itself; `name`: file name, whose extension is replaced by that of the detected format, and which
 *   gets a numeric suffix if it is taken
 * @returns path relative to the project folder, with `/`
 * @throws UserError if the bytes are not a valid image, or the folder is outside the project
 *
 * @example
 * await storeImage(project, bytes, { folder: 'ttc', name: 'IMG_0012.jpg' }); // 'screenshots/ttc/IMG_0012.jpg'
 */
export async function storeImage(
  project: Project,
  bytes: Uint8Array,
  { folder, name }: { folder: string; name: string },
): Promise<string> {
  const segments = folder.split('/').filter((segment) => segment !== '');
  if (segments.length > 8 || !segments.every((segment) => FOLDER_NAME.test(segment)))
    throw new UserError(`invalid folder name ${folder}`, {
      remedy: 'Use letters, digits, - and _.',
    });
  const extension = await detectImageExtension(bytes);
  const tree = await readTree(project);
  const directory = projectPath(project, segments.join('/'));
  await requireExistingInside(project, directory);
  await mkdir(join(project.directory, directory), { recursive: true });
  const stem = toStem(name);
  // A stem is taken by a file with any extension, because they would share an annotation.
  const taken = new Set(tree.files.map((file) => file.replace(/\.[^./]+$/, '').toLowerCase()));
  for (let number = 1; number <= MAX_NAMES; number += 1) {
    const candidate = number === 1 ? stem : `${stem}-${number}`;
    if (taken.has(posix.join(segments.join('/'), candidate).toLowerCase())) continue;
    const path = posix.join(directory, `${candidate}.${extension}`);
    if (await writeNew(join(project.directory, path), bytes)) return path;
  }
  throw new UserError(`no free file name for ${stem}`, { where: directory, remedy: 'Choose another name.' });
}

/** Requires the deepest existing folder on the way to be inside the project; a link may lead elsewhere. */
async function requireExistingInside(project: Project, directory: string): Promise<void> {
  for (let folder = directory; folder !== '.' && folder !== ''; folder = posix.dirname(folder)) {
    const exists = await realpath(join(project.directory, folder)).then(
      () => true,
      () => false,
    );
    if (exists) return requireInsideProject(project, posix.join(folder, 'image'));
  }
  return requireInsideProject(project, 'image');
}
