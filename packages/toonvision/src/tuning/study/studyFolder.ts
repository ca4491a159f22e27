// The folder of a study, `studies/<name>/`, and finding it again.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Project } from '../../config/index.ts';
import { UserError, unknownName } from '../../errors/index.ts';
import type { StudyRecord, Trial } from './studyRecord.ts';
import { openStudyStore } from './studyStore.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/;

const studiesFolder = (project: Project): string => join(project.directory, 'studies');
/** The folder of a study below studies/. */
export const studyFolder = (project: Project, name: string): string => join(studiesFolder(project), name);
/** The SQLite file of a study. */
export const studyDatabase = (project: Project, name: string): string => join(studyFolder(project, name), 'study.db');

/** The project as a trial sees it: its runs lie in the study's folder. */
export function trialProject(project: Project, name: string): Project {
  return { ...project, paths: { ...project.paths, runs: join(studyFolder(project, name), 'trials') } };
}

/** @throws UserError (exit code 2) where the name is no good as the name of a folder */
export function checkStudyName(name: string): void {
  if (NAME.test(name)) return;
  throw new UserError(`${name} cannot be the name of a study`, {
    remedy: 'Use up to 80 letters, digits, dots, dashes and underscores, a letter or digit first.',
    exitCode: 2,
  });
}

/** The names of all studies of a project, sorted. */
export async function listStudies(project: Project): Promise<string[]> {
  const entries = await readdir(studiesFolder(project), { withFileTypes: true }).catch(() => []);
  const names: string[] = [];
  for (const { name } of entries)
    if ((await stat(studyDatabase(project, name)).catch(() => undefined))?.isFile() === true) names.push(name);
  return names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/**
 * A study and its trials as they are now; it may be going on.
 *
 * @throws UserError (exit code 2) naming the nearest where there is none of that name
 * @example
 * const { record, trials } = await readStudy(project, 'small');
 */
export async function readStudy(project: Project, name: string): Promise<{ record: StudyRecord; trials: Trial[] }> {
  const known = await listStudies(project);
  if (!known.includes(name)) {
    throw unknownName('study', name, known, {
      remedy: known.length === 0 ? 'Start one with `toonvision tune`.' : undefined,
    });
  }
  const store = await openStudyStore(studyDatabase(project, name), { readOnly: true });
  try {
    const record = await store.record();
    if (record === undefined)
      throw new UserError('the study was never begun', {
        where: name,
        remedy: 'Run `toonvision tune` again.',
        exitCode: 2,
      });
    return { record, trials: await store.trials() };
  } finally {
    await store.close();
  }
}
