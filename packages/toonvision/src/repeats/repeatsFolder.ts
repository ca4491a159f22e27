// Reads, lists and writes `repeats/<name>/repeats.json`.
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Project } from '../config/index.ts';
import { UserError, unknownName } from '../errors/index.ts';
import { explainFileError, readJson, writeJson } from '../files/index.ts';
import { isGone } from '../training/index.ts';
import { type RepeatsRecord, repeatsRecordSchema } from './repeatsRecord.ts';
import { metricDistributions } from './summarize.ts';

const FILE = 'repeats.json';
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/;

function repeatsFolder(project: Project): string {
  return join(project.directory, 'repeats');
}

/** The names of all repeats of a project, sorted. */
export async function listRepeats(project: Project): Promise<string[]> {
  const entries = await readdir(repeatsFolder(project), { withFileTypes: true }).catch(() => []);
  const names: string[] = [];
  for (const entry of entries) {
    const path = join(repeatsFolder(project), entry.name, FILE);
    if (entry.isDirectory() && (await stat(path).catch(() => undefined))?.isFile() === true) names.push(entry.name);
  }
  return names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/**
 * Reads repeats by name. The status `running` becomes `interrupted` if the process no longer exists.
 *
 * @throws UserError (exit code 2) if the name is unknown, suggesting the closest one, or the file is invalid
 */
export async function readRepeats(project: Project, name: string): Promise<RepeatsRecord> {
  const known = await listRepeats(project);
  const wanted = name.replace(/[\\/]+$/, '').replace(/^.*[\\/]/, '');
  if (!known.includes(wanted)) {
    throw unknownName('repeats', wanted, known, {
      remedy: known.length === 0 ? 'Run `toonvision train --repeats 10` first.' : undefined,
    });
  }
  const record = await readJson(join(repeatsFolder(project), wanted, FILE), repeatsRecordSchema, {
    remedy: 'The file was edited or damaged. Restore it, or train the repeats again under another name.',
  });
  // Files of earlier versions lack newer metrics.
  record.metrics = { val: metricDistributions(record.runs, 'val'), test: metricDistributions(record.runs, 'test') };
  if (record.status === 'running' && isGone({ ...record, since: record.startedAt })) record.status = 'interrupted';
  return record;
}

/** Reads all repeats of a project, newest first; unreadable ones are skipped. */
export async function repeatsTable(project: Project): Promise<RepeatsRecord[]> {
  const records = await Promise.all(
    (await listRepeats(project)).map((name) => readRepeats(project, name).catch(() => undefined)),
  );
  return records.filter((record) => record !== undefined).sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}

/** Returns the name of the repeats that a run belongs to; undefined if there are none. */
export async function repeatsOfRun(project: Project, run: string): Promise<string | undefined> {
  // Runs are named after their repeats, so only one file has to be read.
  const name = /^(.+)-seed-\d+$/.exec(run)?.[1];
  if (name === undefined || !(await listRepeats(project)).includes(name)) return undefined;
  const record = await readRepeats(project, name).catch(() => undefined);
  return record?.seeds.some((seed) => `${name}-seed-${seed}` === run) === true ? name : undefined;
}

/** Throws a UserError (exit code 2) if the name is not valid as a folder name. */
export function checkRepeatsName(name: string): void {
  if (NAME.test(name)) return;
  throw new UserError(`invalid name of repeats "${name}"`, {
    remedy: 'Use up to 80 letters, digits, dots, dashes and underscores, starting with a letter or digit.',
    exitCode: 2,
  });
}

/** Returns the first free name `<stem>-repeats-<n>`. */
export async function freeRepeatsName(project: Project, stem: string): Promise<string> {
  const known = new Set(await listRepeats(project));
  const clean = stem.replace(/[^A-Za-z0-9._-]/g, '-').replace(/^[^A-Za-z0-9]+/, '') || 'run';
  for (let number = 1; ; number += 1) {
    const name = `${clean}-repeats-${number}`;
    if (!known.has(name)) return name;
  }
}

/** Writes repeats.json. */
export async function writeRepeats(project: Project, record: RepeatsRecord): Promise<void> {
  const folder = join(repeatsFolder(project), record.name);
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw explainFileError(error, folder);
  });
  await writeJson(join(folder, FILE), record);
}
