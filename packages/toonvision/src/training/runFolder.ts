// The folder of a run: name, files and lookup.
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Project } from '../config/index.ts';
import { UserError, unknownName } from '../errors/index.ts';
import { explainFileError, readJson } from '../files/index.ts';
import { isGone } from './runProcess.ts';
import { type RunRecord, runRecordSchema } from './runRecord.ts';

/** A run on disk: its folder and the content of run.json. */
export interface Run {
  name: string;
  /** Absolute path of the run's folder. */
  directory: string;
  record: RunRecord;
}

/** The files of a run's folder. */
export const RUN_FILES = {
  record: 'run.json',
  model: 'model.json',
  weights: 'weights.safetensors',
  historyCsv: 'history.csv',
  historyJson: 'history.json',
  /** Confusion matrix of the validation after each epoch. */
  validations: 'validations.json',
  /** State for resuming a run that is not finished. */
  state: 'training-state.safetensors',
} as const;

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

function nameTaken(name: string, directory: string): UserError {
  return new UserError(`run ${name} already exists`, {
    where: directory,
    remedy: 'Choose another --name; runs are never overwritten.',
    exitCode: 2,
  });
}

/**
 * Checks the name of a new run, before long work.
 *
 * @throws UserError (exit code 2) if the name is taken or invalid as a folder name
 */
export async function checkRunName(project: Project, name: string): Promise<void> {
  if (!NAME.test(name)) {
    throw new UserError(`invalid run name ${name}`, {
      remedy: 'Use up to 100 letters, digits, dots, dashes and underscores, starting with a letter or digit.',
      exitCode: 2,
    });
  }
  const directory = join(project.paths.runs, name);
  if ((await stat(directory).catch(() => undefined)) !== undefined) throw nameTaken(name, directory);
}

/**
 * Creates the folder of a new run; never changes an existing one.
 *
 * @param name name of the run; default `<stem>-<n>` with the first free number
 * @throws UserError (exit code 2) if the name is taken or invalid as a folder name
 */
export async function createRunFolder(
  project: Project,
  { name, stem }: { name: string | undefined; stem: string },
): Promise<{ name: string; directory: string }> {
  if (name !== undefined) await checkRunName(project, name);
  await mkdir(project.paths.runs, { recursive: true }).catch((error: unknown) => {
    throw explainFileError(error, project.paths.runs);
  });
  const clean = stem.replace(/[^A-Za-z0-9._-]/g, '-').replace(/^[^A-Za-z0-9]+/, '') || 'run';
  for (let number = 1; ; number++) {
    const candidate = name ?? `${clean}-${number}`;
    const directory = join(project.paths.runs, candidate);
    try {
      // Not recursive: if two processes choose the same name, one of them fails.
      await mkdir(directory);
      return { name: candidate, directory };
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EEXIST';
      if (!taken) throw explainFileError(error, directory);
      if (name !== undefined) throw nameTaken(name, directory);
    }
  }
}

/** Names of all runs of a project, sorted. Folders without run.json are ignored. */
export async function listRuns(project: Project): Promise<string[]> {
  const entries = await readdir(project.paths.runs, { withFileTypes: true }).catch(() => []);
  const names: string[] = [];
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    const record = await stat(join(project.paths.runs, entry.name, RUN_FILES.record)).catch(() => undefined);
    if (record?.isFile() === true) names.push(entry.name);
  }
  return names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/**
 * Reads a run by name (or path in `runs/`). A run whose process has exited counts as interrupted.
 *
 * @throws UserError (exit code 2) if the run is not found, with the nearest name, or run.json is invalid
 *
 * @example
 * const { record } = await readRun(project, 'suit-baseline-1');
 * record.result?.bestEpoch; // 31
 */
export async function readRun(project: Project, name: string): Promise<Run> {
  const known = await listRuns(project);
  const wanted = name.replace(/[\\/]+$/, '').replace(/^.*[\\/]/, '');
  if (!known.includes(wanted)) {
    throw unknownName('run', wanted, known, {
      remedy:
        known.length === 0 ? `No runs in ${project.paths.runs} yet; start one with \`toonvision train\`.` : undefined,
    });
  }
  const directory = join(project.paths.runs, wanted);
  const path = join(directory, RUN_FILES.record);
  const remedy = 'The file was edited or damaged; restore it or train again.';
  const record = await readJson(path, runRecordSchema, { remedy });
  if (record.status === 'running' && isGone({ ...record, since: record.resumedAt?.at(-1) ?? record.startedAt }))
    record.status = 'interrupted';
  return { name: wanted, directory, record };
}
