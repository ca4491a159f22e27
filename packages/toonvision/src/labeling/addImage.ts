// Adds an image from outside the project together with its labels.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Project } from '../config/index.ts';
import { decodeImage, labelOfFolder } from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import { annotateImage, checkObjects, type LabeledObject, type SavedAnnotation } from './annotateImage.ts';
import { findImages } from './findImages.ts';
import { storeImage } from './storeImage.ts';

/** Where an image and its labels are stored; `annotation` is null if the folder of the image determines its label. */
export type AddedImage = SavedAnnotation | { kind: 'folder'; image: string; annotation: null; objects: number };

/**
 * Stores an image in a folder below the screenshots and saves its labels like `annotateImage`. If the labels cannot be
 * saved, the image is removed again.
 *
 * @param folder path below the screenshots folder, with `/`; created if it does not exist
 * @throws UserError like `storeImage` and `annotateImage`, and if all images of the folder belong to another class
 *
 * @example
 * const objects = [{ box: null, label: 'cog_bb_flunky' }];
 * await addImage(project, bytes, { folder: 'ttc', name: 'photo.png', objects });
 */
export async function addImage(
  project: Project,
  bytes: Uint8Array,
  { folder, name, objects }: { folder: string; name: string; objects: readonly LabeledObject[] },
): Promise<AddedImage> {
  checkObjects(project, objects, await decodeImage(bytes, 'the image'));
  const { kind } = await findImages(project);
  const folderLabel = await labelOfFolder(project, kind, folder);
  const [first, ...others] = objects;
  const isImplied = others.length === 0 && first?.box === null && first.label === folderLabel;
  if (folderLabel !== undefined && !isImplied)
    throw new UserError(`every image in ${folder} has the label ${folderLabel}`, {
      remedy: 'Choose the folder of the class, or one that is not a class folder.',
    });
  const image = await storeImage(project, bytes, { folder, name });
  if (isImplied) return { kind: 'folder', image, annotation: null, objects: 1 };
  try {
    return await annotateImage(project, image, objects);
  } catch (error) {
    await rm(join(project.directory, image), { force: true });
    throw error;
  }
}
