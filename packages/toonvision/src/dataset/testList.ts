// A list of test samples that somebody fixed: a line for each sample, screenshot or crop.
import { readText } from '../annotations/index.ts';
import type { Project } from '../config/index.ts';
import { UserError, unknownName } from '../errors/index.ts';
import { byCodeUnits } from '../files/index.ts';
import { projectPath } from './projectTree.ts';
import type { Sample } from './sample.ts';

/** With more samples an unknown line is not compared with all of them. */
const MAX_COMPARED = 20_000;

/**
 * The ids on a list. A line is a sample's id, its crop, or a screenshot with all its samples (below the project or the
 * screenshots folder, with or without extension). Empty lines and lines that begin with `#` count for nothing.
 *
 * @param path Absolute.
 * @throws UserError when the file cannot be read, names nothing, or has a line that is no sample (naming the nearest).
 *
 * @example
 * const test = await readTestList(project, samples, '/data/test.txt');
 */
export async function readTestList(project: Project, samples: readonly Sample[], path: string): Promise<string[]> {
  const remedy = 'Write a sample id, a screenshot or a crop on each line.';
  const text = await readText(path, { where: path, maxBytes: 50_000_000, remedy });
  const known = new Map<string, string[]>();
  const add = (name: string, id: string) => {
    const ids = known.get(name);
    if (ids === undefined) known.set(name, [id]);
    else ids.push(id);
  };
  const folder = projectPath(project, '');
  for (const { id, crop, screenshot } of samples) {
    const below = screenshot.startsWith(folder) ? screenshot.slice(folder.length).replace(/^\//, '') : screenshot;
    for (const name of new Set([id, crop, screenshot, below, below.replace(/\.[^./]+$/, '')])) add(name, id);
  }
  const found = new Set<string>();
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const line = raw.trim().replaceAll('\\', '/').replace(/^\.\//, '');
    if (line === '' || line.startsWith('#')) continue;
    const ids = known.get(line);
    if (ids === undefined)
      throw unknownName('sample', line, samples.length > MAX_COMPARED ? [] : known.keys(), {
        where: `${path}, line ${index + 1}`,
        remedy,
      });
    for (const id of ids) found.add(id);
  }
  if (found.size === 0) throw new UserError('the list of test samples is empty', { where: path, remedy, exitCode: 2 });
  if (found.size === samples.length)
    throw new UserError('every sample is on the list of test samples', { where: path, remedy, exitCode: 2 });
  return [...found].sort(byCodeUnits);
}
