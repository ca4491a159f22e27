// Labels given by hand, written for `extract`: as Pascal VOC next to the image, or as sample records.
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
import { findImages, type Pictures } from './unlabeled.ts';
import { vocText } from './vocText.ts';

/** One object: `box` in pixels of the picture as it is shown, null for the whole picture. */
export interface LabeledObject {
  box: Box | null;
  label: string;
}

/** Where the labels went. */
export type Annotated =
  | { kind: 'voc'; picture: string; annotation: string; objects: number }
  | { kind: 'added'; picture: string; annotation: string; objects: number; additions: Addition[] };

/** The annotation's path beside a picture. */
const besideOf = (picture: string): string => picture.replace(/\.[^./]+$/, '.xml');

interface Size {
  width: number;
  height: number;
}

/** Throws UserError for unknown labels, and boxes that are not inside an image of that size. */
export function checkObjects(project: Project, objects: readonly LabeledObject[], { width, height }: Size): void {
  if (objects.length === 0) throw new UserError('there is no object', { remedy: 'Draw a box and choose its label.' });
  for (const { box, label } of objects) {
    requireLabel(project, label);
    if (box === null) continue;
    const { xmin, ymin, xmax, ymax } = box;
    if (xmin >= xmax || ymin >= ymax || xmax > width || ymax > height)
      throw new UserError(`the box of ${label} does not lie in the picture of ${width}x${height}`, {
        remedy: 'Draw it again.',
      });
  }
}

async function sizeOf(project: Project, picture: string): Promise<Size> {
  const size = await readImageSize(join(project.directory, picture)).catch(() => undefined);
  if (size === undefined)
    throw new UserError('the picture cannot be read', { where: picture, remedy: 'Save it again, or delete it.' });
  return size;
}

const wholeBox = ({ width, height }: Size): Box => ({ xmin: 0, ymin: 0, xmax: width, ymax: height });
const sameBox = (a: Box, b: Box): boolean =>
  a.xmin === b.xmin && a.ymin === b.ymin && a.xmax === b.xmax && a.ymax === b.ymax;

/** Objects of the picture that are samples already, or will be: each is to be had once. */
async function knownBoxes(project: Project, picture: string, { additions }: Pictures, size: Size): Promise<Box[]> {
  const samples = await readExtractedSamples(project).catch(() => []);
  return [
    // What was added and undone since is in the manifest until the next extraction.
    ...samples.flatMap(({ screenshot, box, source }) => (screenshot === picture && source !== 'added' ? [box] : [])),
    ...additions.flatMap((one) => (one.picture === picture && !one.undone ? [one.box ?? wholeBox(size)] : [])),
  ];
}

/**
 * Writes labels of one picture of the project. A picture that nothing annotates gets a Pascal VOC file beside it where the
 * project's annotations are of that kind (never over another file); every other picture keeps its annotation as it is, and the
 * objects are written to `dataset/added.jsonl`. Either way they are samples from the next `extract` on.
 *
 * @param picture path relative to the project folder, with `/`
 * @throws UserError for a picture that is none of the project's, an unknown label, a box that does not lie in the picture or is
 *   a sample already, and an annotation that came meanwhile
 *
 * @example
 * await annotateImage(project, 'screenshots/ttc/new.png', [{ box: { xmin: 5, ymin: 6, xmax: 90, ymax: 200 }, label: 'cog_bb_flunky' }]);
 */
export async function annotateImage(
  project: Project,
  picture: string,
  objects: readonly LabeledObject[],
): Promise<Annotated> {
  const pictures = await findImages(project);
  const { tree, kind, unlabeled } = pictures;
  if (!tree.images.some((image) => tree.named(image) === picture))
    throw new UserError(`the project has no picture ${picture}`, { remedy: 'Load the page again.' });
  const size = await sizeOf(project, picture);
  checkObjects(project, objects, size);
  if (kind === WRITTEN_KIND && unlabeled.includes(picture)) {
    await insideOnly(project, picture);
    const annotation = besideOf(picture);
    if (!(await writeNew(join(project.directory, annotation), vocOf(picture, size, objects))))
      throw new UserError('it is there already', { where: annotation, remedy: 'Load the page again.' });
    return { kind: WRITTEN_KIND, picture, annotation, objects: objects.length };
  }
  const known = await knownBoxes(project, picture, pictures, size);
  for (const { box, label } of objects)
    if (known.some((one) => sameBox(one, box ?? wholeBox(size))))
      throw new UserError(`${box === null ? 'the whole picture' : 'this box'} is a sample already`, {
        where: picture,
        remedy: `Correct its label on its own page, if ${label} is right.`,
      });
  const additions = await addObjects(
    project,
    objects.map(({ box, label }) => ({ picture, box, label })),
  );
  return { kind: 'added', picture, annotation: ADDITIONS_FILE, objects: objects.length, additions };
}

const vocOf = (picture: string, size: Size, objects: readonly LabeledObject[]): string =>
  vocText(
    picture,
    size,
    objects.map(({ box, label }) => ({ label, box: box ?? wholeBox(size) })),
  );

/**
 * Takes a Pascal VOC file back that `annotateImage` wrote of the same objects; one that was changed since stays.
 *
 * @throws UserError when the file is gone or another
 */
export async function withdrawAnnotation(
  project: Project,
  picture: string,
  objects: readonly LabeledObject[],
): Promise<string> {
  await insideOnly(project, picture);
  const annotation = besideOf(picture);
  const path = join(project.directory, annotation);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw explainFileError(error, annotation);
  });
  if (text !== vocOf(picture, await sizeOf(project, picture), objects))
    throw new UserError('the annotation was changed since', { where: annotation, remedy: 'Delete it yourself.' });
  await rm(path);
  return annotation;
}

/**
 * Nothing is written through a path or a link that leads out of the project.
 *
 * @param path relative to the project folder; the folder it lies in must be there
 */
export async function insideOnly(project: Project, path: string): Promise<void> {
  const outside = new UserError('it does not lie in the project’s folder', { where: path });
  if (posix.isAbsolute(path) || path.split('/').includes('..') || path.includes('\\') || path.includes('\0'))
    throw outside;
  const [root, folder] = await Promise.all(
    [project.directory, join(project.directory, posix.dirname(path))].map((one) =>
      realpath(one).catch((error: unknown) => {
        throw explainFileError(error, one);
      }),
    ),
  );
  const way = relative(root ?? '', folder ?? '');
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) throw outside;
}
