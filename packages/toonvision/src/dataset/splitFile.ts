// Reads and writes splits: dataset/split.json and dataset/folds/.
import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { SPLIT_NAMES } from '../annotations/index.ts';
import type { Project, SplitSettings } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { readJson, writeFileAtomic } from '../files/index.ts';
import { fingerprintSamples, type Sample } from './sample.ts';
import type { Split } from './split.ts';
import { auditSplit } from './splitAudit.ts';
import type { Fold } from './splitFolds.ts';

const fileSchema = z.object({
  format: z.literal('toonvision-split'),
  version: z.literal(1),
  seed: z.int(),
  ratio: z.tuple([z.number(), z.number(), z.number()]),
  rounding: z.enum(['nearest', 'truncate']),
  stratifyBy: z.array(z.string()),
  groupBy: z.array(z.string()),
  sourceSides: z.enum(['keep', 'ignore']).optional(),
  leaveOut: z.object({ attribute: z.string(), value: z.string() }).optional(),
  test: z.array(z.string()).optional(),
  extended: z.int().optional(),
  fingerprint: z.string(),
  assignments: z.record(z.string(), z.enum(SPLIT_NAMES)),
});

/** Writes `dataset/split.json`, or the file at `path`. The same split produces the same bytes. */
export async function writeSplit(project: Project, split: Split, path: string = project.paths.split): Promise<void> {
  const { seed, ratio, rounding, stratifyBy, groupBy, sourceSides, leaveOut, test, extended } = split;
  const { fingerprint, assignments, audit } = split;
  const settings = { seed, ratio, rounding, stratifyBy, groupBy, sourceSides, leaveOut, test, extended };
  const head = { format: 'toonvision-split', version: 1, ...settings, fingerprint };
  await writeFileAtomic(path, `${JSON.stringify({ ...head, assignments, audit }, null, 2)}\n`);
}

/** Returns the folder of folds, `dataset/folds`. */
export function foldsFolder(project: Project): string {
  return join(dirname(project.paths.split), 'folds');
}

/** Writes each fold to `dataset/folds/<name>.json` and removes earlier folds. */
export async function writeFolds(project: Project, folds: readonly Fold[]): Promise<void> {
  const folder = foldsFolder(project);
  const names = new Set(folds.map(({ name }) => `${name}.json`));
  for (const { name, split } of folds) await writeSplit(project, split, join(folder, `${name}.json`));
  for (const name of await readdir(folder)) {
    if (names.has(name) || !name.endsWith('.json')) continue;
    const isOurs = await readJson(join(folder, name), fileSchema, { remedy: '' }).then(
      () => true,
      () => false,
    );
    if (isOurs) await rm(join(folder, name), { force: true });
  }
}

/**
 * Reads the existing fold of each sample, by id and counted from 0, from the files `dataset/folds/fold-<n>.json`. Empty
 * unless there are exactly `count` folds with the same seed, groups and strata.
 */
export async function previousFolds(
  project: Project,
  count: number,
  { seed, groupBy, stratifyBy }: Pick<Split, 'seed' | 'groupBy' | 'stratifyBy'>,
): Promise<Map<string, number>> {
  const names = await readdir(foldsFolder(project)).catch(() => []);
  const expected = Array.from({ length: count }, (_, fold) => `fold-${fold + 1}.json`);
  const existing = names.filter((name) => /^fold-\d+\.json$/.test(name));
  if (existing.length !== count || !expected.every((name) => existing.includes(name))) return new Map();
  const folds = new Map<string, number>();
  for (const [fold, name] of expected.entries()) {
    const file = await readJson(join(foldsFolder(project), name), fileSchema, { remedy: '' }).catch(() => undefined);
    const settings = JSON.stringify([file?.seed, file?.groupBy, file?.stratifyBy]);
    if (file === undefined || settings !== JSON.stringify([seed, groupBy, stratifyBy])) return new Map();
    for (const [id, split] of Object.entries(file.assignments)) if (split === 'val') folds.set(id, fold);
  }
  return folds;
}

/**
 * Reads the existing split with its settings, even if the samples have changed since; undefined if it is missing or
 * invalid. Pass its assignments as `previous` to `split` to keep them.
 */
export async function readPreviousSplit(
  project: Project,
): Promise<(SplitSettings & Pick<Split, 'assignments' | 'extended' | 'fingerprint'>) | undefined> {
  const file = await readJson(project.paths.split, fileSchema, { remedy: '' }).catch((error: unknown) => {
    if (error instanceof UserError) return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  const { format: _format, version: _version, ...split } = file;
  return withoutUndefined(split);
}

/**
 * Reads `dataset/split.json`, or the file at `path` (a fold), and checks that it belongs to `samples`. The audit is
 * computed, not read.
 *
 * @throws UserError when the file is missing or invalid, or the samples have changed since.
 *
 * @example
 * const samples = await readSamples(project);
 * const split = await readSplit(project, samples);
 */
export async function readSplit(
  project: Project,
  samples: readonly Sample[],
  path: string = project.paths.split,
): Promise<Split> {
  const {
    format: _format,
    version: _version,
    ...split
  } = await readJson(path, fileSchema, {
    remedy: 'Run `toonvision split` again to replace the file.',
    missing: { what: 'the samples are not split yet', remedy: 'Run `toonvision split` first.' },
  });
  const missing = samples.find(({ id }) => !Object.hasOwn(split.assignments, id));
  if (missing !== undefined || split.fingerprint !== fingerprintSamples(samples))
    throw new UserError(
      missing === undefined
        ? 'the samples have changed since they were split'
        : `sample ${missing.id} is not in the split`,
      { where: path, remedy: 'Run `toonvision split` again; runs made with the old split keep their record of it.' },
    );
  const plain = withoutUndefined(split);
  return { ...plain, audit: auditSplit(plain, samples) };
}

/** Drops unknown fields and keeps optional ones. */
function withoutUndefined({
  sourceSides,
  leaveOut,
  test,
  extended,
  ...split
}: Omit<z.output<typeof fileSchema>, 'format' | 'version'>) {
  return {
    ...split,
    sourceSides,
    leaveOut,
    test,
    extended,
  };
}
