// Surveys a folder before it becomes a project: images, annotations, labels and sizes.
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { SourceImage, SourceKind } from '../annotations/index.ts';
import { type Project, resolveConfig } from '../config/index.ts';
import { detectFormats, openSource, readTree } from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import { type LabelShape, labelShape } from './labelShape.ts';

/** Options of `surveyFolder`. */
export interface SurveyOptions {
  /** Folder of the project. */
  directory: string;
  /** Folder of the images in it. Default: the first of `screenshots`, `images` etc. that contains images. */
  screenshots?: string;
  /** Annotation format. Default: detected. */
  kind?: SourceKind;
}

/** The content of a folder. */
export interface FolderSurvey {
  /** Relative to the project, with `/`. */
  screenshots: string;
  /** Annotation format; undefined if nothing is annotated yet. */
  kind: SourceKind | undefined;
  /** Number of images. */
  images: number;
  /** Number of annotated objects. */
  objects: number;
  /** Number of objects per label, in descending order. */
  labels: { label: string; count: number }[];
  shape: LabelShape;
  /** Folders of the images, other than folders of splits and classes. */
  streets: string[];
  /** Median aspect ratio of the boxes, height by width; undefined if there are none. */
  aspect: number | undefined;
}

/** Common folders of images, in the order they are tried. */
const IMAGE_FOLDERS = ['screenshots', 'images', 'pictures', 'photos', 'data', 'dataset', 'train', '.'];
/** Maximum number of annotations that are read to find the labels. */
const MAX_READ = 20_000;

/** A project that accepts any label, as their structure is not known yet. The second group never matches. */
function acceptAnyLabel(directory: string, screenshots: string, kind: SourceKind | undefined): Project {
  const config = {
    screenshots,
    label: { pattern: '^(?<class>.+?)(?<none>$.)?$' },
    targets: { none: ['a', 'b'] },
    ...(kind === undefined ? {} : { source: { kind } }),
  };
  return resolveConfig(config, directory);
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

async function findImageFolder(directory: string): Promise<string | undefined> {
  for (const name of IMAGE_FOLDERS) {
    if (!(await isFolder(join(directory, name)))) continue;
    const { images } = await readTree(acceptAnyLabel(directory, name, undefined));
    if (images.length > 0) return name;
  }
  return undefined;
}

/** Returns the first detected format; the labels are not known yet. */
async function detectKind(project: Project): Promise<SourceKind | undefined> {
  const [first] = (await detectFormats(await readTree(project))).keys();
  return first;
}

function median(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function readLabels(images: readonly SourceImage[]) {
  const counts = new Map<string, number>();
  const aspects: number[] = [];
  for (const image of images.slice(0, MAX_READ)) {
    // Invalid annotations are reported by `extract`.
    const annotation = await image.read().catch(() => undefined);
    for (const { name, box } of annotation?.objects ?? []) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      if (box === null) continue;
      // YOLO boxes are fractions of an unknown image size; the ratio then assumes square images.
      const ratio = (box.ymax - box.ymin) / (box.xmax - box.xmin);
      if (Number.isFinite(ratio) && ratio > 0) aspects.push(ratio);
    }
  }
  return { counts, aspect: median(aspects) };
}

/**
 * Surveys a folder without changing anything.
 *
 * @throws UserError (exit code 2) when the folder is missing or contains no images
 */
export async function surveyFolder({ directory, screenshots, kind }: SurveyOptions): Promise<FolderSurvey> {
  const root = resolve(directory);
  if (!(await isFolder(root)))
    throw new UserError('folder not found', {
      where: root,
      remedy: 'Pass the folder of your project.',
      exitCode: 2,
    });
  const folder = screenshots ?? (await findImageFolder(root));
  if (folder === undefined || !(await isFolder(resolve(root, folder))))
    throw new UserError(folder === undefined ? 'no images found' : 'folder not found', {
      where: folder === undefined ? root : resolve(root, folder),
      remedy: 'Put the images in a folder screenshots, or pass their folder with --screenshots.',
      exitCode: 2,
    });
  const sourceKind = kind ?? (await detectKind(acceptAnyLabel(root, folder, undefined)));
  const project = acceptAnyLabel(root, folder, sourceKind);
  const empty = { screenshots: project.screenshots, kind: sourceKind, objects: 0, labels: [], aspect: undefined };
  if (sourceKind === undefined) {
    const { images } = await readTree(project);
    return { ...empty, images: images.length, shape: labelShape([]), streets: [] };
  }
  const source = await openSource(project);
  const { counts, aspect } = await readLabels(source.images);
  const labels = [...counts]
    .map(([label, count]) => ({ label, count }))
    .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1));
  const streets = [...new Set(source.images.flatMap(({ street }) => street ?? []))].sort();
  return {
    ...empty,
    images: source.images.length,
    objects: labels.reduce((sum, { count }) => sum + count, 0),
    labels,
    shape: labelShape(labels.map(({ label }) => label)),
    streets,
    aspect,
  };
}
