// Lists the images of a project and which of them have no label.
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

/** Images, annotations and additions of a project. */
export interface ProjectImages {
  tree: FileTree;
  /** Annotation format. */
  kind: Source['kind'];
  /** Whether samples are whole images, as with one folder per class, instead of boxes. */
  whole: boolean;
  /** Images without a label: sorted paths relative to the project folder. */
  unlabeled: string[];
  additions: readonly Addition[];
}

/**
 * Lists the images below the screenshots folder. An image counts as unlabeled if it has no annotation in the project's
 * format, no class folder or class name, and no manually added objects.
 *
 * @throws UserError if the folder or the annotations cannot be read
 *
 * @example
 * const { unlabeled } = await findImages(await loadConfig('demo-town'));
 */
export async function findImages(project: Project): Promise<ProjectImages> {
  const tree = await readTree(project);
  const additions = await readAdditions(project);
  const kind = await sourceKind(project, tree);
  const labeled = new Set(additions.flatMap(({ undone, picture }) => (undone ? [] : [picture])));
  for (const image of await annotatedImages(project, tree, kind)) labeled.add(image);
  return {
    tree,
    kind,
    whole: formatOf(kind).unit === 'image',
    unlabeled: tree.images.map(tree.named).filter((image) => !labeled.has(image)),
    additions,
  };
}

async function annotatedImages(project: Project, tree: FileTree, kind: Source['kind']): Promise<string[]> {
  // The kind is set explicitly because it cannot be detected before the first annotation exists.
  const source = await openSourceOf({ ...project, source: { ...project.source, kind } }, tree);
  const annotated: string[] = [];
  for (const image of source.images)
    if (await isLabeled(project, source, image)) annotated.push(tree.named(image.image));
  // A second image with the same stem shares the annotation of the first.
  for (const problem of source.problems) if (problem.kind === 'several-images') annotated.push(problem.file);
  return annotated;
}
