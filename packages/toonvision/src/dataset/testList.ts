// Reads a fixed list of test samples: one sample, screenshot or crop per line.
import { readText } from '../annotations/index.ts';
import type { Project } from '../config/index.ts';
import { UserError, unknownName } from '../errors/index.ts';
import { byCodeUnits } from '../files/index.ts';
import { projectPath } from './projectTree.ts';
import type { Sample } from './sample.ts';

/** With more samples, no suggestion is searched for an unknown line. */
const MAX_COMPARED = 20_000;

/**
 * Reads the sample ids of a list. A line is the id of a sample, its crop, or a screenshot with all its samples
 * (relative to the project or the screenshots folder, with or without extension). Empty lines and lines starting with
 * `#` are ignored.
 *
 * @param path Absolute path of the list.
 * @throws UserError when the file cannot be read, is empty, lists every sample, or has an unknown line.
 *
 * @example
 * const test = await readTestList(project, samples, '/data/test.txt');
 */
export async function readTestList(project: Project, samples: readonly Sample[], path: string): Promise<string[]> {
  const remedy = 'Write one sample id, screenshot or crop per line.';
  const text = await readText(path, { where: path, maxBytes: 50_000_000, remedy });
  const idsByName = new Map<string, string[]>();
  const add = (name: string, id: string) => {
    const ids = idsByName.get(name);
    if (ids === undefined) idsByName.set(name, [id]);
    else ids.push(id);
  };
  const folder = projectPath(project, '');
  for (const { id, crop, screenshot } of samples) {
    const below = screenshot.startsWith(folder) ? screenshot.slice(folder.length).replace(/^\//, '') : screenshot;
    for (const name of new Set([id, crop, screenshot, below, below.replace(/\.[^./]+$/, '')])) add(name, id);
  }
  const listed = new Set<string>();
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const line = raw.trim().replaceAll('\\', '/').replace(/^\.\//, '');
    if (line === '' || line.startsWith('#')) continue;
    const ids = idsByName.get(line);
    if (ids === undefined)
      throw unknownName('sample', line, samples.length > MAX_COMPARED ? [] : idsByName.keys(), {
        where: `${path}, line ${index + 1}`,
        remedy,
      });
    for (const id of ids) listed.add(id);
  }
  if (listed.size === 0) throw new UserError('the list of test samples is empty', { where: path, remedy, exitCode: 2 });
  if (listed.size === samples.length)
    throw new UserError('the list of test samples contains every sample', { where: path, remedy, exitCode: 2 });
  return [...listed].sort(byCodeUnits);
}
