// Looks at a folder that will become a project: its images, their annotations, labels and sizes.
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { SourceImage, SourceKind } from '../annotations/index.ts';
import { type Project, resolveConfig } from '../config/index.ts';
import { detectFormats, openSource, readTree } from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import { type LabelShape, labelShape } from './labelShape.ts';

/** Where `surveyFolder` looks. */
export interface SurveyOptions {
  /** The folder of the project. */
  directory: string;
  /** The folder of the pictures in it; default: the first of the usual ones that holds pictures. */
  screenshots?: string;
  /** Default: found out. */
  kind?: SourceKind;
}

/** What `surveyFolder` found in a folder. */
export interface FolderSurvey {
  /** Relative to the project, with `/`. */
  screenshots: string;
  /** Undefined: nothing is annotated yet. */
  kind: SourceKind | undefined;
  pictures: number;
  objects: number;
  /** How often each label occurs, the most frequent first. */
  labels: { label: string; count: number }[];
  shape: LabelShape;
  /** Whether pictures lie in folders that say where they come from. */
  streets: string[];
  /** Of the boxes: the middle one's height by width; undefined where there are none. */
  aspect: number | undefined;
}

/** Where people keep pictures. */
const USUAL = ['screenshots', 'images', 'pictures', 'photos', 'data', 'dataset', 'train', '.'];
/** Annotations that are read to learn what labels there are. */
const MAX_READ = 20_000;

/** Any label is one: what they are made of is not known yet. The second group never takes part. */
function anyLabels(directory: string, screenshots: string, kind: SourceKind | undefined): Project {
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

async function findPictures(directory: string): Promise<string | undefined> {
  for (const name of USUAL) {
    if (!(await isFolder(join(directory, name)))) continue;
    const { images } = await readTree(anyLabels(directory, name, undefined));
    if (images.length > 0) return name;
  }
  return undefined;
}

/** The first format found; which names are labels is not known yet. */
async function detectKind(project: Project): Promise<SourceKind | undefined> {
  const [first] = (await detectFormats(await readTree(project))).keys();
  return first;
}

function middle(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function readLabels(images: readonly SourceImage[]) {
  const counts = new Map<string, number>();
  const aspects: number[] = [];
  for (const image of images.slice(0, MAX_READ)) {
    // What cannot be read is told by `extract`, file by file.
    const annotation = await image.read().catch(() => undefined);
    for (const { name, box } of annotation?.objects ?? []) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      if (box === null) continue;
      // YOLO's boxes are shares of a picture whose size is not known here; square pictures are as good a guess as any.
      const ratio = (box.ymax - box.ymin) / (box.xmax - box.xmin);
      if (Number.isFinite(ratio) && ratio > 0) aspects.push(ratio);
    }
  }
  return { counts, aspect: middle(aspects) };
}

/**
 * Looks at what is there, without changing anything.
 *
 * @throws UserError (exit code 2) when the folder is missing or holds no pictures
 */
export async function surveyFolder({ directory, screenshots, kind }: SurveyOptions): Promise<FolderSurvey> {
  const root = resolve(directory);
  if (!(await isFolder(root)))
    throw new UserError('there is no such folder', {
      where: root,
      remedy: 'Name the folder of your project.',
      exitCode: 2,
    });
  const folder = screenshots ?? (await findPictures(root));
  if (folder === undefined || !(await isFolder(resolve(root, folder))))
    throw new UserError(folder === undefined ? 'there are no pictures' : 'there is no such folder', {
      where: folder === undefined ? root : resolve(root, folder),
      remedy: 'Put them into a folder screenshots, or name theirs with --screenshots.',
      exitCode: 2,
    });
  const found = kind ?? (await detectKind(anyLabels(root, folder, undefined)));
  const project = anyLabels(root, folder, found);
  const nothing = { screenshots: project.screenshots, kind: found, objects: 0, labels: [], aspect: undefined };
  if (found === undefined) {
    const { images } = await readTree(project);
    return { ...nothing, pictures: images.length, shape: labelShape([]), streets: [] };
  }
  const source = await openSource(project);
  const { counts, aspect } = await readLabels(source.images);
  const labels = [...counts]
    .map(([label, count]) => ({ label, count }))
    .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1));
  const streets = [...new Set(source.images.flatMap(({ street }) => street ?? []))].sort();
  return {
    ...nothing,
    pictures: source.images.length,
    objects: labels.reduce((sum, { count }) => sum + count, 0),
    labels,
    shape: labelShape(labels.map(({ label }) => label)),
    streets,
    aspect,
  };
}
