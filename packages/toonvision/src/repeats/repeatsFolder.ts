// The folder of repeats: `repeats/<name>/repeats.json`, and finding it again.
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

/** Where the repeats of a project lie. */
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
 * The repeats of that name; those whose process is gone are shown as interrupted.
 *
 * @throws UserError (exit code 2) naming the nearest where there are none of that name, or what is wrong with the file
 */
export async function readRepeats(project: Project, name: string): Promise<RepeatsRecord> {
  const known = await listRepeats(project);
  const wanted = name.replace(/[\\/]+$/, '').replace(/^.*[\\/]/, '');
  if (!known.includes(wanted)) {
    throw unknownName('repeats', wanted, known, {
      remedy: known.length === 0 ? 'Start some with `toonvision train --repeats 10`.' : undefined,
    });
  }
  const record = await readJson(join(repeatsFolder(project), wanted, FILE), repeatsRecordSchema, {
    remedy: 'The file was edited or damaged; restore it or train the repeats again under another name.',
  });
  // An earlier version kept no distributions of metrics that are newer.
  record.metrics = { val: metricDistributions(record.runs, 'val'), test: metricDistributions(record.runs, 'test') };
  if (record.status === 'running' && isGone({ ...record, since: record.startedAt })) record.status = 'interrupted';
  return record;
}

/** The repeats of a project that can be read, the newest first. */
export async function repeatsTable(project: Project): Promise<RepeatsRecord[]> {
  const found = await Promise.all(
    (await listRepeats(project)).map((name) => readRepeats(project, name).catch(() => undefined)),
  );
  return found.filter((one) => one !== undefined).sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}

/** The name of the repeats that a run is one of; undefined where it is of none. */
export async function repeatsOfRun(project: Project, run: string): Promise<string | undefined> {
  // A run is named after its repeats: only one file has to be read.
  const name = /^(.+)-seed-\d+$/.exec(run)?.[1];
  if (name === undefined || !(await listRepeats(project)).includes(name)) return undefined;
  const record = await readRepeats(project, name).catch(() => undefined);
  return record?.seeds.some((seed) => `${name}-seed-${seed}` === run) === true ? name : undefined;
}

/** @throws UserError (exit code 2) where the name is no good as the name of a folder */
export function checkRepeatsName(name: string): void {
  if (NAME.test(name)) return;
  throw new UserError(`${name} cannot be the name of repeats`, {
    remedy: 'Use up to 80 letters, digits, dots, dashes and underscores, a letter or digit first.',
    exitCode: 2,
  });
}

/** The first free name `<stem>-repeats-<n>`. */
export async function freeRepeatsName(project: Project, stem: string): Promise<string> {
  const known = new Set(await listRepeats(project));
  const clean = stem.replace(/[^A-Za-z0-9._-]/g, '-').replace(/^[^A-Za-z0-9]+/, '') || 'run';
  for (let number = 1; ; number += 1) {
    const name = `${clean}-repeats-${number}`;
    if (!known.has(name)) return name;
  }
}

/** Writes repeats.json whole. */
export async function writeRepeats(project: Project, record: RepeatsRecord): Promise<void> {
  const folder = join(repeatsFolder(project), record.name);
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw explainFileError(error, folder);
  });
  await writeJson(join(folder, FILE), record);
}
