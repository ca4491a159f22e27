// Detects and opens the annotations of a project.
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

/** Annotated images and their format. */
export interface Source extends AnnotatedImages {
  kind: SourceKind;
}

const labelNames = (project: Project): LabelNames => ({
  isLabel: (name) => isLabel(project, name),
  burstOf: (screenshot) => project.burst.read(screenshot)?.burst,
});

/** Number of annotation files of each detected format, or of images for formats without annotation files. */
export type Detected = ReadonlyMap<SourceKind, number>;

/**
 * Detects the formats in a tree, in the order of `ANNOTATION_FORMATS`. Formats whose samples are whole images are only
 * considered if there are no annotation files.
 *
 * @param project undefined as long as the labels are unknown
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

const describeSourceOption = (project: Project) => {
  const [first, ...others] = ANNOTATION_FORMATS.map(({ kind }) => kind);
  return `Set the format with source: { kind: '${first}' } (or ${others.join(', ')}) in ${project.configFile}.`;
};

/** Returns the only format of a tree; undefined if none is detected. Throws UserError if there are several. */
async function findOnlyKind(tree: FileTree, project: Project): Promise<SourceKind | undefined> {
  const detected = [...(await detectFormats(tree, project))];
  if (detected.length <= 1) return detected[0]?.[0];
  const counts = detected.map(([kind, count]) => {
    const { title, unit } = formatOf(kind);
    return `${title} (${plural(count, unit === 'image' ? 'image' : 'file')})`;
  });
  throw new UserError(`found several annotation formats: ${counts.join(', ')}`, {
    where: project.paths.screenshots,
    remedy: `${describeSourceOption(project)} Or move unrelated files out of the folder.`,
  });
}

/**
 * Returns the annotation format of a project: the configured one, otherwise the detected one. If nothing is annotated
 * yet, it is the format this tool writes.
 *
 * @throws UserError when several formats are found
 */
export async function sourceKind(project: Project, tree: FileTree): Promise<SourceKind> {
  const { kind } = project.source;
  return kind === 'auto' ? ((await findOnlyKind(tree, project)) ?? WRITTEN_KIND) : kind;
}

/** Returns the format of a tree, or throws a UserError that explains why none was detected. */
async function chooseKind(tree: FileTree, project: Project): Promise<SourceKind> {
  const only = await findOnlyKind(tree, project);
  if (only !== undefined) return only;
  // A new project may have an empty folder.
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
    `no labels found for ${plural(tree.images.length, 'image')}: there are no annotations (${annotated}), ` +
      `and no labels in their names${folder === undefined ? '' : ' or folders'} (${reasons.join('; ')})`,
    {
      where: project.paths.screenshots,
      remedy: `Add annotations, or correct label.pattern in ${project.configFile}. ${describeSourceOption(project)}`,
    },
  );
}

/**
 * Opens the annotations of a project in the configured format, otherwise in the detected one.
 *
 * @throws UserError when the folder is missing, no or several formats are found, or the file that describes the data is
 *   missing or invalid.
 *
 * @example
 * const { kind, images } = await openSource(project);
 */
export async function openSource(project: Project): Promise<Source> {
  return openSourceOf(project, await readTree(project));
}

/** Like `openSource`, with files that are already listed. */
export async function openSourceOf(project: Project, tree: FileTree): Promise<Source> {
  const { kind: configured, file } = project.source;
  const kind = configured === 'auto' ? await chooseKind(tree, project) : configured;
  const reader = await formatOf(kind).load();
  const options = { file, configFile: project.configFile, labels: labelNames(project) };
  return { kind, ...(await reader.open(tree, options)) };
}

/** Returns the label that a folder assigns to every image in it, for formats where folders do. */
export async function labelOfFolder(project: Project, kind: SourceKind, folder: string): Promise<string | undefined> {
  return (await formatOf(kind).load()).labelOfFolder?.(folder, labelNames(project));
}
