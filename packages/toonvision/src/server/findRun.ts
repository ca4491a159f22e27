// The run that a request names.
import { listRuns, type Run, readRun } from '../training/index.ts';
import { notFound } from './answer.ts';
import type { Studio } from './studio.ts';

/**
 * The run with a name.
 *
 * @throws UserError when it does not exist, or its folder was removed meanwhile
 */
export async function findRun(studio: Studio, name: string): Promise<Run> {
  const project = await studio.project();
  if (!(await listRuns(project)).includes(name)) throw notFound(`run ${name} not found`, 'It may have been removed.');
  return readRun(project, name);
}
