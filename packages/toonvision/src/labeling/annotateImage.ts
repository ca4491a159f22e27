// Saves manual labels of an image: as Pascal VOC next to it, or as records in dataset/added.jsonl.
import { readFile, realpath, rm } from 'node:fs/promises';
import { isAbsolute, join, posix, relative, sep } from 'node:path';
import { WRITTEN_KIND } from '../annotations/index.ts';
import type { Project } from '../config/index.ts';
import {
  ADDITIONS_FILE,
  type Addition,
  addObjects,
  type Box,
  readExtractedSamples,
  readImageSize,
  requireLabel,
} from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import { explainFileError, writeNew } from '../files/index.ts';
import { findImages, type ProjectImages } from './findImages.ts';
import { toVocXml } from './toVocXml.ts';

/** A labeled object: `box` in pixels of the upright image, or null for the whole image. */
export interface LabeledObject {
  box: Box | null;
  label: string;
}

/** Where labels were saved: in a Pascal VOC file, or as additions to the dataset. */
export type SavedAnnotation =
  | { kind: 'voc'; image: string; annotation: string; objects: number }
  | { kind: 'added'; image: string; annotation: string; objects: number; additions: Addition[] };

/** Path of the Pascal VOC file of an image. */
const toVocPath = (image: string): string => image.replace(/\.[^./]+$/, '.xml');

interface Size {
  width: number;
  height: number;
}

/** Throws a UserError for no objects, unknown labels and boxes outside an image of the given size. */
export function checkObjects(project: Project, objects: readonly LabeledObject[], { width, height }: Size): void {
  if (objects.length === 0)
    throw new UserError('expected at least one object', { remedy: 'Draw a box and choose its label.' });
  for (const { box, label } of objects) {
    requireLabel(project, label);
    if (box === null) continue;
    const { xmin, ymin, xmax, ymax } = box;
    if (xmin >= xmax || ymin >= ymax || xmax > width || ymax > height)
      throw new UserError(`the box of ${label} is outside the image (${width}x${height})`, {
        remedy: 'Draw the box again.',
      });
  }
}

async function imageSize(project: Project, image: string): Promise<Size> {
  const size = await readImageSize(join(project.directory, image)).catch(() => undefined);
  if (size === undefined)
    throw new UserError('failed to read the image', { where: image, remedy: 'Replace the file or delete it.' });
  return size;
}

const wholeBox = ({ width, height }: Size): Box => ({ xmin: 0, ymin: 0, xmax: width, ymax: height });
const isSameBox = (a: Box, b: Box): boolean =>
  a.xmin === b.xmin && a.ymin === b.ymin && a.xmax === b.xmax && a.ymax === b.ymax;

/** Boxes of the image that are samples already or become samples with the next extraction. */
async function existingBoxes(
  project: Project,
  image: string,
  { additions }: ProjectImages,
  size: Size,
): Promise<Box[]> {
  const samples = await readExtractedSamples(project).catch(() => []);
  return [
    // Undone additions stay in the manifest until the next extraction.
    ...samples.flatMap(({ screenshot, box, source }) => (screenshot === image && source !== 'added' ? [box] : [])),
    ...additions.flatMap((addition) =>
      addition.picture === image && !addition.undone ? [addition.box ?? wholeBox(size)] : [],
    ),
  ];
}

/**
 * Saves the labels of an image of the project. If the project uses Pascal VOC and the image has no annotation, a VOC
 * file is written next to it; an existing file is never overwritten. Otherwise the objects are appended to
 * `dataset/added.jsonl`, and existing annotations stay as they are. The next `extract` turns the objects into samples.
 *
 * @param image path relative to the project folder, with `/`
 * @throws UserError if the project does not contain the image, a label is unknown, a box is outside the image or
 *   already a sample, or an annotation was created in the meantime
 *
 * @example
 * const box = { xmin: 5, ymin: 6, xmax: 90, ymax: 200 };
 * await annotateImage(project, 'screenshots/ttc/new.png', [{ box, label: 'cog_bb_flunky' }]);
 */
export async function annotateImage(
  project: Project,
  image: string,
  objects: readonly LabeledObject[],
): Promise<SavedAnnotation> {
  const images = await findImages(project);
  const { tree, kind, unlabeled } = images;
  if (!tree.images.some((path) => tree.named(path) === image))
    throw new UserError(`image ${image} not found in the project`, { remedy: 'Reload the page.' });
  const size = await imageSize(project, image);
  checkObjects(project, objects, size);
  if (kind === WRITTEN_KIND && unlabeled.includes(image)) {
    await requireInsideProject(project, image);
    const annotation = toVocPath(image);
    if (!(await writeNew(join(project.directory, annotation), formatVoc(image, size, objects))))
      throw new UserError('the annotation already exists', { where: annotation, remedy: 'Reload the page.' });
    return { kind: WRITTEN_KIND, image, annotation, objects: objects.length };
  }
  const existing = await existingBoxes(project, image, images, size);
  for (const { box, label } of objects)
    if (existing.some((other) => isSameBox(other, box ?? wholeBox(size))))
      throw new UserError(`${box === null ? 'the whole image' : 'this box'} is already a sample`, {
        where: image,
        remedy: `To change its label to ${label}, edit the sample.`,
      });
  const additions = await addObjects(
    project,
    objects.map(({ box, label }) => ({ picture: image, box, label })),
  );
  return { kind: 'added', image, annotation: ADDITIONS_FILE, objects: objects.length, additions };
}

const formatVoc = (image: string, size: Size, objects: readonly LabeledObject[]): string =>
  toVocXml(
    image,
    size,
    objects.map(({ box, label }) => ({ label, box: box ?? wholeBox(size) })),
  );

/**
 * Removes the Pascal VOC file that `annotateImage` wrote for the same objects. A file that was edited since is kept.
 *
 * @returns path of the removed file
 * @throws UserError if the file does not exist or was edited
 */
export async function undoAnnotation(
  project: Project,
  image: string,
  objects: readonly LabeledObject[],
): Promise<string> {
  await requireInsideProject(project, image);
  const annotation = toVocPath(image);
  const path = join(project.directory, annotation);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw explainFileError(error, annotation);
  });
  if (text !== formatVoc(image, await imageSize(project, image), objects))
    throw new UserError('the annotation was edited', { where: annotation, remedy: 'Delete the file yourself.' });
  await rm(path);
  return annotation;
}

/**
 * Throws a UserError if a path, or a link on its way, leads out of the project folder.
 *
 * @param path relative to the project folder; its folder must exist
 */
export async function requireInsideProject(project: Project, path: string): Promise<void> {
  const outside = new UserError('the path is outside the project folder', { where: path });
  if (posix.isAbsolute(path) || path.split('/').includes('..') || path.includes('\\') || path.includes('\0'))
    throw outside;
  const [root, folder] = await Promise.all(
    [project.directory, join(project.directory, posix.dirname(path))].map((directory) =>
      realpath(directory).catch((error: unknown) => {
        throw explainFileError(error, directory);
      }),
    ),
  );
  const way = relative(root ?? '', folder ?? '');
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) throw outside;
}
