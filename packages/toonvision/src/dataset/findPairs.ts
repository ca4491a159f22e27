// Finds the screenshots of a project, each with its annotation beside it.
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Project } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { explainFileError } from '../files/index.ts';
import { byCodeUnits } from './codeUnitOrder.ts';
import type { Problem } from './problem.ts';

/** A picture and its annotation; paths below the screenshots folder, with `/`. */
export interface Pair {
  /** Path without extension: `ttc/ttc_0012_a`. */
  stem: string;
  picture: string;
  annotation: string;
}

const PICTURE = /\.(png|jpe?g|webp|bmp|tiff?|gif|avif)$/i;
const ANNOTATION = /\.xml$/i;
/** What the tool itself writes into a project; never screenshots, even where those lie in the project folder itself. */
const OWN_FOLDERS = ['dataset', 'runs', 'studies', 'node_modules'];

/** Every file below `folder`, relative to it with `/`; linked folders are followed, each real folder once. */
async function listFiles(folder: string, skip: (path: string) => boolean): Promise<string[]> {
  const files: string[] = [];
  const seen = new Set<string>();
  async function walk(current: string): Promise<void> {
    const real = await realpath(current);
    if (seen.has(real)) return;
    seen.add(real);
    const entries = await readdir(current, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => byCodeUnits(a.name, b.name))) {
      const path = join(current, entry.name);
      if (entry.name.startsWith('.') || skip(path)) continue;
      const target = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : entry;
      if (target?.isDirectory() === true) await walk(path);
      else if (target?.isFile() === true) files.push(relative(folder, path).split(sep).join('/'));
    }
  }
  await walk(folder);
  return files.sort(byCodeUnits);
}

/**
 * The pictures that have an annotation, sorted by code units of their path, and a problem for each picture or
 * annotation that stands alone.
 *
 * @throws UserError when the screenshots folder is missing or cannot be read.
 */
export async function findPairs(project: Project): Promise<{ pairs: Pair[]; problems: Problem[] }> {
  const folder = project.paths.screenshots;
  const own = OWN_FOLDERS.map((name) => join(project.directory, name));
  const files = await listFiles(folder, (path) => own.includes(path)).catch((error: unknown) => {
    const explained = explainFileError(error, folder);
    throw explained instanceof UserError
      ? new UserError(`the folder of the screenshots cannot be read: ${explained.message.split('\n')[0]}`, {
          where: `${project.configFile}: screenshots`,
          remedy: 'Name the folder your screenshots lie in, relative to the configuration file.',
          cause: error,
        })
      : explained;
  });
  const pictures = new Map<string, string[]>();
  const annotations = new Map<string, string>();
  for (const file of files) {
    const stem = file.replace(/\.[^./]+$/, '');
    if (PICTURE.test(file)) pictures.set(stem, [...(pictures.get(stem) ?? []), file]);
    else if (ANNOTATION.test(file)) annotations.set(stem, file);
  }
  const pairs: Pair[] = [];
  const problems: Problem[] = [];
  const named = (file: string) => projectPath(project, file);
  for (const [stem, [picture, ...others]] of pictures) {
    if (picture === undefined) continue;
    const annotation = annotations.get(stem);
    if (annotation === undefined) {
      problems.push({
        kind: 'picture-without-annotation',
        severity: 'skipped',
        file: named(picture),
        message: `there is no annotation ${stem}.xml beside the picture`,
        remedy: 'Annotate it in labelImg (format Pascal VOC), or move the picture out of the folder.',
      });
      continue;
    }
    for (const other of others)
      problems.push({
        kind: 'several-pictures',
        severity: 'skipped',
        file: named(other),
        message: `it shares the annotation ${annotation} with ${picture}, which is used`,
        remedy: 'Delete one of the two pictures, or give them names of their own.',
      });
    pairs.push({ stem, picture, annotation });
  }
  for (const [stem, annotation] of annotations)
    if (!pictures.has(stem))
      problems.push({
        kind: 'annotation-without-picture',
        severity: 'skipped',
        file: named(annotation),
        message: 'there is no picture of that name beside the annotation',
        remedy: 'Put the picture back, or delete the annotation.',
      });
  return { pairs, problems };
}

/** A path below the screenshots folder as a path relative to the project, with `/`. */
export function projectPath(project: Project, file: string): string {
  return project.screenshots === '.' ? file : `${project.screenshots}/${file}`;
}
