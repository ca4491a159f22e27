// Pictures that are samples as they are: labelled by the folder they lie in, or by their own names.
import { posix } from 'node:path';
import type { Project } from '../../config/index.ts';
import { checkLabel } from '../labels.ts';
import { type FileTree, stemOf } from './fileTree.ts';
import type { Source, SourcePicture } from './source.ts';

/** A label and what else the path of a picture says. */
export interface PathLabel {
  label: string;
  street: string | null;
  burst: string | null;
}

const isLabel = (project: Project, name: string) => 'parts' in checkLabel(project, name);

/**
 * The label of a picture by its folders: the deepest that is a label. The other folders are its street. Where none is
 * a label, the deepest stands for it, so that the message names it.
 */
export function labelOfFolders(project: Project, folders: string | null): (PathLabel & { known: boolean }) | undefined {
  const names = folders === null ? [] : folders.split('/');
  if (names.length === 0) return undefined;
  const found = names.findLastIndex((name) => isLabel(project, name));
  const at = found < 0 ? names.length - 1 : found;
  const street = names.filter((_, index) => index !== at).join('/');
  return { label: names[at] ?? '', street: street === '' ? null : street, burst: null, known: found >= 0 };
}

/**
 * The label in the name of a cut out picture: the whole name, the name without a number at its end (`cog_bb_flunky_12`),
 * or what stands before the first dot, as this tool names crops (`cog_bb_flunky.ttc_0012_a.2`); then the screenshot's
 * name is known, too, and samples of one screenshot stay together.
 */
export function labelOfName(project: Project, name: string): { label: string; screenshot: string | null } | undefined {
  const ours = /^([^.]+)\.(.+)\.(?:added-)?\d+$/.exec(name);
  if (ours?.[1] !== undefined && isLabel(project, ours[1])) return { label: ours[1], screenshot: ours[2] ?? null };
  const stripped = name.replace(/[\s_.-]*(\d+|\(\d+\))$/, '');
  for (const label of [name, stripped, name.split('.')[0] ?? ''])
    if (label !== '' && isLabel(project, label)) return { label, screenshot: null };
  return undefined;
}

function wholePicture(tree: FileTree, picture: string, { label, street, burst }: PathLabel): SourcePicture {
  const object = { number: 1, name: label, box: null, truncated: false, difficult: false };
  return {
    stem: picture,
    picture,
    annotationFile: tree.named(picture),
    split: tree.placeOf(picture).split,
    street,
    burst,
    read: async () => ({ size: null, unit: 'pixel', objects: [object], faults: [] }),
  };
}

const MEND = 'Replace the picture';

/** A folder per class, with or without train, val and test above, and with or without streets above or below. */
export function openFolders(tree: FileTree, project: Project): Source {
  const source: Source = { kind: 'folders', pictures: [], problems: [], annotations: 0, mend: MEND };
  for (const picture of tree.pictures) {
    const found = labelOfFolders(project, tree.placeOf(picture).street);
    if (found !== undefined) source.pictures.push(wholePicture(tree, picture, found));
    else
      source.problems.push({
        kind: 'picture-without-annotation',
        severity: 'skipped',
        file: tree.named(picture),
        message: 'it lies in no folder of a class',
        remedy: 'Move it into the folder of its class.',
      });
  }
  source.annotations = source.pictures.length;
  return source;
}

/** Pictures that are cut out already and named by their label. */
export function openCrops(tree: FileTree, project: Project): Source {
  const source: Source = { kind: 'crops', pictures: [], problems: [], annotations: 0, mend: MEND };
  for (const picture of tree.pictures) {
    const name = posix.basename(stemOf(picture));
    const { street } = tree.placeOf(picture);
    const found = labelOfName(project, name);
    const shot = found?.screenshot ?? null;
    const burst = shot === null ? null : (project.burst.read(shot)?.burst ?? shot);
    // A name that is no label goes on as it is, so that the message about the label names the nearest one.
    const label = found?.label ?? (name.replace(/[\s_.-]*(\d+|\(\d+\))$/, '') || name);
    source.pictures.push(wholePicture(tree, picture, { label, street, burst }));
  }
  source.annotations = source.pictures.length;
  return source;
}
