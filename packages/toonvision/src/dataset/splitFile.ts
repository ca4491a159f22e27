import { z } from 'zod';
import type { Project } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { readJson, writeWhole } from '../files/index.ts';
import { fingerprintSamples, type Sample } from './sample.ts';
import type { Split } from './split.ts';
import { auditSplit } from './splitAudit.ts';
import { PARTS } from './splitRows.ts';

const fileSchema = z.object({
  format: z.literal('toonvision-split'),
  version: z.literal(1),
  seed: z.int(),
  ratio: z.tuple([z.number(), z.number(), z.number()]),
  rounding: z.enum(['nearest', 'truncate']),
  stratifyBy: z.array(z.string()),
  groupBy: z.array(z.string()),
  fingerprint: z.string(),
  assignments: z.record(z.string(), z.enum(PARTS)),
});

/** Writes `dataset/split.json`; the same split gives the same bytes. */
export async function writeSplit(project: Project, split: Split): Promise<void> {
  const { seed, ratio, rounding, stratifyBy, groupBy, fingerprint, assignments, audit } = split;
  const head = { format: 'toonvision-split', version: 1, seed, ratio, rounding, stratifyBy, groupBy, fingerprint };
  await writeWhole(project.paths.split, `${JSON.stringify({ ...head, assignments, audit }, null, 2)}\n`);
}

/**
 * Reads `dataset/split.json` and checks that it belongs to `samples`. The audit is made anew, not read.
 *
 * @throws UserError when there is none, it is damaged, or the samples have changed since (naming the remedy).
 *
 * @example
 * const samples = await readSamples(project);
 * const split = await readSplit(project, samples);
 */
export async function readSplit(project: Project, samples: readonly Sample[]): Promise<Split> {
  const path = project.paths.split;
  const {
    format: _format,
    version: _version,
    ...split
  } = await readJson(path, fileSchema, {
    remedy: 'Run `toonvision split` again; it writes the file anew.',
    missing: { what: 'the samples are not split yet', remedy: 'Run `toonvision split` first.' },
  });
  const missing = samples.find(({ id }) => !Object.hasOwn(split.assignments, id));
  if (missing !== undefined || split.fingerprint !== fingerprintSamples(samples))
    throw new UserError(
      missing === undefined
        ? 'the samples have changed since they were split'
        : `the sample ${missing.id} is on no side`,
      { where: path, remedy: 'Run `toonvision split` again; runs made with the old split keep their record of it.' },
    );
  return { ...split, audit: auditSplit(split, samples) };
}
