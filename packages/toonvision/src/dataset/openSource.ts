// Detects the annotation format of the screenshots folder, and opens it.
import { posix } from 'node:path';
import {
  ANNOTATION_FORMATS,
  type AnnotatedImages,
  type FileTree,
  formatOf,
  type LabelNames,
  listFormats,
  type SourceKind,
  stemOf,
  WRITTEN_KIND,
} from '../annotations/index.ts';
import type { Project } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { plural } from '../format/index.ts';
import { checkLabel, explainLabel, isLabel } from './labels.ts';
import { readTree } from './projectTree.ts';

/** Annotated images and the format they are in. */
export interface Source extends AnnotatedImages {
  kind: SourceKind;
}

const labelNames = (project: Project): LabelNames => ({
  isLabel: (name) => isLabel(project, name),
  burstOf: (screenshot) => project.burst.read(screenshot)?.burst,
});

/** Number of annotation files of each format in a tree, or of images for formats without annotation files; at least 1. */
export type Detected = ReadonlyMap<SourceKind, number>;

/**
 * Detects the formats in a tree, in the order of `ANNOTATION_FORMATS`. Formats whose samples are whole images count only where
 * nothing annotates the images.
 *
 * @param project undefined while it is not yet known which names are labels
 */
export async function detectFormats(tree: FileTree, project?: Project): Promise<Detected> {
  const labels = project === undefined ? undefined : labelNames(project);
  const detected = new Map<SourceKind, number>();
  for (const wholeImages of [false, true]) {
    for (const { kind, unit, load } of ANNOTATION_FORMATS) {
      if ((unit === 'image') !== wholeImages) continue;
      const count = await (await load()).detect(tree, labels);
      if (count > 0) detected.set(kind, count);
    }
    if (detected.size > 0) break;
  }
  return detected;
}

const nameIt = (project: Project) => {
  const [first, ...others] = ANNOTATION_FORMATS.map(({ kind }) => kind);
  return `Say which one with source: { kind: '${first}' } (or ${others.join(', ')}) in ${project.configFile}.`;
};

/** The one format of a tree; undefined where nothing labels its images. Throws UserError where there are several. */
async function findOnlyKind(tree: FileTree, project: Project): Promise<SourceKind | undefined> {
  const detected = [...(await detectFormats(tree, project))];
  if (detected.length <= 1) return detected[0]?.[0];
  const counts = detected.map(([kind, count]) => {
    const { title, unit } = formatOf(kind);
    return `${title} (${plural(count, unit === 'image' ? 'image' : 'file')})`;
  });
  throw new UserError(`more than one kind of annotation was found: ${counts.join(', ')}`, {
    where: project.paths.screenshots,
    remedy: `${nameIt(project)} Or move what does not belong there out of the folder.`,
  });
}

/**
 * The format of a project's annotations: that of the configuration, else what is found. Where nothing is annotated yet, it is
 * the one this tool writes.
 *
 * @throws UserError where several formats are found
 */
export async function sourceKind(project: Project, tree: FileTree): Promise<SourceKind> {
  const { kind } = project.source;
  return kind === 'auto' ? ((await findOnlyKind(tree, project)) ?? WRITTEN_KIND) : kind;
}

/** The one format of a tree, or a message that says what was found. */
async function chooseKind(tree: FileTree, project: Project): Promise<SourceKind> {
  const only = await findOnlyKind(tree, project);
  if (only !== undefined) return only;
  // A new project is an empty folder, to which images and annotations are added.
  const [image] = tree.images;
  if (image === undefined) return WRITTEN_KIND;
  const folder = tree.placeOf(image).street?.split('/').at(-1);
  const names = [...(folder === undefined ? [] : [folder]), posix.basename(stemOf(image))];
  const reasons = names.map((name) => {
    const { error } = checkLabel(project, name);
    return error === undefined ? '' : explainLabel(error);
  });
  const annotated = listFormats(
    ANNOTATION_FORMATS.filter(({ unit }) => unit !== 'image'),
    'or',
  );
  throw new UserError(
    `nothing says what is on the ${tree.images.length} images: there is no annotation (${annotated}), ` +
      `and no label in their names${folder === undefined ? '' : ' or folders'} (${reasons.join('; ')})`,
    {
      where: project.paths.screenshots,
      remedy: `Put the annotations there, or correct label.pattern in ${project.configFile}. ${nameIt(project)}`,
    },
  );
}

/**
 * Opens the annotated data of a project: in the format that the configuration names, else in the one that is found.
 *
 * @throws UserError when the folder is missing, several formats or none are found, or the file that describes the data is
 *   missing or broken.
 *
 * @example
 * const { kind, images } = await openSource(project);
 */
export async function openSource(project: Project): Promise<Source> {
  return openSourceOf(project, await readTree(project));
}

/** Like `openSource`, of files that are listed already. */
export async function openSourceOf(project: Project, tree: FileTree): Promise<Source> {
  const { kind: wanted, file } = project.source;
  const kind = wanted === 'auto' ? await chooseKind(tree, project) : wanted;
  const reader = await formatOf(kind).load();
  const options = { file, configFile: project.configFile, labels: labelNames(project) };
  return { kind, ...(await reader.open(tree, options)) };
}

/** The label that a folder gives every image in it, in formats where folders do. */
export async function labelOfFolder(project: Project, kind: SourceKind, folder: string): Promise<string | undefined> {
  return (await formatOf(kind).load()).labelOfFolder?.(folder, labelNames(project));
}
