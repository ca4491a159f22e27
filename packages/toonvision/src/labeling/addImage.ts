// Adds an image from outside with its labels: stored in the project and annotated, both or neither.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Project } from '../config/index.ts';
import { decodeImage, labelOfFolder } from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import { type Annotated, annotateImage, checkObjects, type LabeledObject } from './annotateImage.ts';
import { storeImage } from './storeImage.ts';
import { findImages } from './unlabeled.ts';

/** Where the picture and its labels went; `annotation` is null where the folder itself says it. */
export type Added = Annotated | { kind: 'folder'; picture: string; annotation: null; objects: number };

/**
 * Stores a picture in a folder below the screenshots and writes what is on it, as `annotateImage` does.
 *
 * @param folder below the screenshots, with `/`, there or new
 * @throws UserError as `storeImage` and `annotateImage`, and where the folder stands for another class
 *
 * @example
 * await addImage(project, bytes, { folder: 'ttc', name: 'photo.png', objects: [{ box: null, label: 'cog_bb_flunky' }] });
 */
export async function addImage(
  project: Project,
  bytes: Uint8Array,
  { folder, name, objects }: { folder: string; name: string; objects: readonly LabeledObject[] },
): Promise<Added> {
  checkObjects(project, objects, await decodeImage(bytes, 'the picture'));
  const { kind } = await findImages(project);
  const own = await labelOfFolder(project, kind, folder);
  const [first, ...others] = objects;
  const isSaid = others.length === 0 && first?.box === null && first.label === own;
  if (own !== undefined && !isSaid)
    throw new UserError(`whatever lies in ${folder} is ${own} as a whole`, {
      remedy: 'Choose the folder of its class, or one that is none.',
    });
  const picture = await storeImage(project, bytes, { folder, name });
  if (isSaid) return { kind: 'folder', picture, annotation: null, objects: 1 };
  try {
    return await annotateImage(project, picture, objects);
  } catch (error) {
    await rm(join(project.directory, picture), { force: true });
    throw error;
  }
}
