// The folder of a run: its name, its files, and finding it again.
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Project } from '../config/index.ts';
import { UserError, unknownName } from '../errors/index.ts';
import { explainFileError, readJson } from '../files/index.ts';
import { isGone } from './runProcess.ts';
import { type RunRecord, runRecordSchema } from './runRecord.ts';

/** A run on disk: its folder and what run.json says. */
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
  /** What was taken for what on validation, after each epoch. */
  validations: 'validations.json',
  /** Only of a run that is not finished: what it takes to go on to the same bits. */
  state: 'training-state.safetensors',
} as const;

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

function nameTaken(name: string, directory: string): UserError {
  return new UserError(`a run ${name} is there already`, {
    where: directory,
    remedy: 'Choose another --name; a run is never overwritten.',
    exitCode: 2,
  });
}

/**
 * Says early, before long work, that a run cannot get this name.
 *
 * @throws UserError (exit code 2) when the name is taken or is no good as a folder name
 */
export async function checkRunName(project: Project, name: string): Promise<void> {
  if (!NAME.test(name)) {
    throw new UserError(`${name} cannot be the name of a run`, {
      remedy: 'Use up to 100 letters, digits, dots, dashes and underscores, a letter or digit first.',
      exitCode: 2,
    });
  }
  const directory = join(project.paths.runs, name);
  if ((await stat(directory).catch(() => undefined)) !== undefined) throw nameTaken(name, directory);
}

/**
 * Makes the folder of a new run; an existing one is never touched.
 *
 * @param name the wanted name; without one it is `<stem>-<n>` with the first free number
 * @throws UserError (exit code 2) when the name is taken or is no good as a folder name
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
      // Not recursive: of two processes that want the same name, one gets it and the other an error.
      await mkdir(directory);
      return { name: candidate, directory };
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EEXIST';
      if (!taken) throw explainFileError(error, directory);
      if (name !== undefined) throw nameTaken(name, directory);
    }
  }
}

/** The names of all runs of a project, sorted; folders without a run.json are none. */
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
 * The run of that name (or of that path below `runs/`). A run whose process is gone is shown as interrupted.
 *
 * @throws UserError (exit code 2) naming the nearest run when there is none of that name, or what is wrong with run.json
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
        known.length === 0
          ? `There is no run in ${project.paths.runs} yet; start one with \`toonvision train\`.`
          : undefined,
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
