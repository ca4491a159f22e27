// Finds out what kind of annotated data lies in the screenshots folder, and opens it.

import { open } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';
import type { Project, SourceKind } from '../../config/index.ts';
import { UserError } from '../../errors/index.ts';
import { plural } from '../../format/index.ts';
import { checkLabel } from '../labels.ts';
import { findCocoFiles, openCoco } from './coco.ts';
import { type FileTree, readTree, stemOf, stemWithoutRole } from './fileTree.ts';
import { openManifest } from './manifest.ts';
import { isManifestFile, looksLikeManifest } from './manifestRows.ts';
import { type Source, sourceNames } from './source.ts';
import { isVocFile, openVoc } from './voc.ts';
import { labelOfFolders, labelOfName, openCrops, openFolders } from './wholePictures.ts';
import { isYoloFile, looksLikeYolo, openYolo } from './yolo.ts';

/** The first 10 kB of a file, as text; empty where it cannot be read. */
async function readHead(path: string): Promise<string> {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return '';
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(10_000), 0, 10_000, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return '';
  } finally {
    await file.close();
  }
}

async function manifestFiles(tree: FileTree): Promise<string[]> {
  const found: string[] = [];
  for (const file of tree.files.filter(isManifestFile).slice(0, 200))
    if (looksLikeManifest(file, await readHead(join(tree.folder, file)))) found.push(file);
  return found;
}

/** How many YOLO text files there are that belong to a picture; looks into some of them. */
async function countYolo(tree: FileTree): Promise<number> {
  const stems = new Set(tree.pictures.flatMap((file) => [stemOf(file), stemWithoutRole(file)]));
  const texts = tree.files
    .filter(isYoloFile)
    .filter((file) => stems.has(stemOf(file)) || stems.has(stemWithoutRole(file)));
  let boxes = 0;
  for (const file of texts.slice(0, 50)) {
    const head = await readHead(join(tree.folder, file));
    if (head.trim() !== '' && looksLikeYolo(head)) boxes += 1;
  }
  return boxes === 0 ? 0 : texts.length;
}

/** What a tree holds, by kind: files (pictures, for the kinds that have no annotation files). */
export type Detected = Partial<Record<SourceKind, number>>;

/** Counts what could be a source of each kind. Pictures count by folder and by name only where nothing annotates them. */
export async function detectKinds(tree: FileTree, project: Project): Promise<Detected> {
  const counts: Record<string, number> = {
    voc: tree.files.filter(isVocFile).length,
    yolo: await countYolo(tree),
    coco: (await findCocoFiles(tree)).length,
    manifest: (await manifestFiles(tree)).length,
  };
  if (Object.values(counts).every((count) => count === 0)) {
    const byFolder = tree.pictures.filter((file) => labelOfFolders(project, tree.placeOf(file).street)?.known === true);
    const byName = tree.pictures.filter((file) => labelOfName(project, posix.basename(stemOf(file))) !== undefined);
    counts.folders = byFolder.length;
    counts.crops = byName.length;
    // A crop in the folder of its own class is labelled twice in the same way: the folder says enough.
    const agree = byName.every((file) => {
      const folder = labelOfFolders(project, tree.placeOf(file).street);
      return folder?.known === true && folder.label === labelOfName(project, posix.basename(stemOf(file)))?.label;
    });
    if (counts.folders > 0 && agree) counts.crops = 0;
  }
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

const set = (project: Project) =>
  `Say which one with source: { kind: 'voc' } (or yolo, coco, folders, manifest, crops) in ${project.configFile}.`;

/** The one kind of a tree; undefined where nothing says what is on its pictures. Throws UserError where there are several. */
async function onlyKind(tree: FileTree, project: Project): Promise<SourceKind | undefined> {
  const found = Object.entries(await detectKinds(tree, project)) as [SourceKind, number][];
  const [first, ...others] = found;
  const files = (kind: SourceKind, count: number) =>
    `${sourceNames[kind]} (${plural(count, kind === 'folders' || kind === 'crops' ? 'picture' : 'file')})`;
  if (first !== undefined && others.length === 0) return first[0];
  if (first !== undefined)
    throw new UserError(
      `more than one kind of annotation was found: ${found.map(([kind, count]) => files(kind, count)).join(', ')}`,
      {
        where: project.paths.screenshots,
        remedy: `${set(project)} Or move what does not belong there out of the folder.`,
      },
    );
  return undefined;
}

/**
 * The kind of a project's annotations: that of the configuration, else what is found. Where nothing annotates anything yet,
 * it is Pascal VOC, which is what this tool writes.
 *
 * @throws UserError where several kinds are found
 */
export async function sourceKind(project: Project, tree: FileTree): Promise<SourceKind> {
  const { kind } = project.source;
  return kind === 'auto' ? ((await onlyKind(tree, project)) ?? 'voc') : kind;
}

/** The one kind of a tree, or a message that says what was found. */
async function chooseKind(tree: FileTree, project: Project): Promise<SourceKind> {
  const only = await onlyKind(tree, project);
  if (only !== undefined) return only;
  // An empty folder and pictures to be annotated are what a new project of this tool looks like.
  const [picture] = tree.pictures;
  if (picture === undefined) return 'voc';
  const folder = tree.placeOf(picture).street?.split('/').at(-1);
  const name = posix.basename(stemOf(picture));
  const why = (text: string) => {
    const label = checkLabel(project, text);
    return 'message' in label ? label.message.replace(/^unknown label /, '') : '';
  };
  throw new UserError(
    `nothing says what is on the ${tree.pictures.length} pictures: there is no annotation (Pascal VOC, YOLO, COCO, CSV, JSONL), ` +
      `and no label in their names${folder === undefined ? '' : ' or folders'} (${folder === undefined ? '' : `${why(folder)}; `}${why(name)})`,
    {
      where: project.paths.screenshots,
      remedy: `Put the annotations there, or correct label.pattern in ${project.configFile}. ${set(project)}`,
    },
  );
}

/**
 * Opens the annotated data of a project: of the kind that the configuration names, else of the one that is found.
 *
 * @throws UserError when the folder is missing, several kinds or none are found, or the file that describes the data is
 *   missing or broken.
 *
 * @example
 * const { kind, pictures } = await openSource(project);
 */
export async function openSource(project: Project): Promise<Source> {
  return openSourceOf(project, await readTree(project));
}

/** Like `openSource`, of files that are listed already. */
export async function openSourceOf(project: Project, tree: FileTree): Promise<Source> {
  const { kind: wanted, file } = project.source;
  const kind = wanted === 'auto' ? await chooseKind(tree, project) : wanted;
  const given = file === null ? undefined : [{ path: file, inTree: relative(tree.folder, file).split(sep).join('/') }];
  const inTree = (files: readonly string[]) => files.map((name) => ({ path: join(tree.folder, name), inTree: name }));
  const need = (files: { path: string; inTree: string }[], what: string) => {
    if (files.length > 0) return files;
    throw new UserError(`there is no ${what}`, {
      where: project.paths.screenshots,
      remedy: `Name it: source: { kind: '${kind}', file: ... } in ${project.configFile}.`,
    });
  };
  if (kind === 'voc') return openVoc(tree);
  if (kind === 'yolo') return openYolo(tree, file);
  if (kind === 'coco') return openCoco(tree, given ?? need(inTree(await findCocoFiles(tree)), 'COCO JSON file'));
  if (kind === 'manifest')
    return openManifest(
      tree,
      given ?? need(inTree(await manifestFiles(tree)), 'CSV or JSONL file with a picture and a label'),
    );
  return kind === 'folders' ? openFolders(tree, project) : openCrops(tree, project);
}
