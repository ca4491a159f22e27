// Pictures of the project that nothing annotates yet.
import { type FileTree, formatOf } from '../annotations/index.ts';
import type { Project } from '../config/index.ts';
import {
  type Addition,
  isLabeled,
  openSourceOf,
  readAdditions,
  readTree,
  type Source,
  sourceKind,
} from '../dataset/index.ts';

/** What the project's folder holds, as far as labeling is concerned. */
export interface Pictures {
  tree: FileTree;
  kind: Source['kind'];
  /** Whether samples are whole pictures, as in a folder per class, or boxes in them. */
  whole: boolean;
  /** Paths relative to the project, sorted. */
  unlabeled: string[];
  additions: readonly Addition[];
}

/**
 * Lists the pictures below the screenshots folder and says which have no annotation: no file or row of the project's kind,
 * no folder or name of a class, and nothing that was added by hand.
 *
 * @throws UserError when the folder or the annotations cannot be read
 *
 * @example
 * const { unlabeled } = await findImages(await loadConfig('demo-town'));
 */
export async function findImages(project: Project): Promise<Pictures> {
  const tree = await readTree(project);
  const additions = await readAdditions(project);
  const kind = await sourceKind(project, tree);
  const said = new Set(additions.flatMap(({ undone, picture }) => (undone ? [] : [picture])));
  for (const one of await annotated(project, tree, kind)) said.add(one);
  return {
    tree,
    kind,
    whole: formatOf(kind).unit === 'image',
    unlabeled: tree.images.map(tree.named).filter((picture) => !said.has(picture)),
    additions,
  };
}

async function annotated(project: Project, tree: FileTree, kind: Source['kind']): Promise<string[]> {
  // Before the first annotation there is no source that could be opened.
  const source = await openSourceOf({ ...project, source: { ...project.source, kind } }, tree);
  const found: string[] = [];
  for (const image of source.images) if (await isLabeled(project, source, image)) found.push(tree.named(image.image));
  // A second picture of the same name has an annotation, if not one of its own.
  for (const { kind: what, file } of source.problems) if (what === 'several-images') found.push(file);
  return found;
}
