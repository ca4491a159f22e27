// Paths of studies, and functions to list and read them.
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

/** A copy of the project whose runs are in the study's folder. */
export function trialProject(project: Project, name: string): Project {
  return { ...project, paths: { ...project.paths, runs: join(studyFolder(project, name), 'trials') } };
}

/** @throws UserError (exit code 2) if the name is not a valid folder name */
export function checkStudyName(name: string): void {
  if (NAME.test(name)) return;
  throw new UserError(`invalid study name "${name}"`, {
    remedy: 'Use up to 80 letters, digits, dots, dashes and underscores, starting with a letter or digit.',
    exitCode: 2,
  });
}

/** Lists the names of all studies of a project, sorted. */
export async function listStudies(project: Project): Promise<string[]> {
  const entries = await readdir(studiesFolder(project), { withFileTypes: true }).catch(() => []);
  const names: string[] = [];
  for (const { name } of entries)
    if ((await stat(studyDatabase(project, name)).catch(() => undefined))?.isFile() === true) names.push(name);
  return names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/**
 * Reads a study and its current trials; it may be running.
 *
 * @throws UserError (exit code 2) if the study is not found, with the nearest name
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
      throw new UserError('the study has not been started', {
        where: name,
        remedy: 'Run `toonvision tune` again.',
        exitCode: 2,
      });
    return { record, trials: await store.trials() };
  } finally {
    await store.close();
  }
}
