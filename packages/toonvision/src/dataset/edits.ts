// Corrections to samples that were made by hand: a log beside the manifest; pictures and annotations stay as they are.
import { join } from 'node:path';
import { z } from 'zod';
import type { Project } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { account, appendAuditLog, readAuditLog } from './auditLog.ts';
import { requireLabel } from './labels.ts';
import type { Sample } from './sample.ts';

const text = z.string().min(1, 'must not be empty').max(2000, 'is too long');
const reason = z.string().max(2000, 'is too long').default('');

/** Leaves a sample out of everything. */
const exclude = z.strictObject({ kind: z.literal('exclude'), sample: text, reason });
/** Gives it another label. */
const relabel = z.strictObject({ kind: z.literal('relabel'), sample: text, label: text, reason });
/** Of several pictures of the same, one stays. */
const merge = z.strictObject({ kind: z.literal('merge'), keep: text, drop: z.array(text).min(1), reason });

/** What can be done to samples, by id. */
export const editRequestSchema = z.discriminatedUnion('kind', [exclude, relabel, merge]);
/** A correction as it is asked for: leave out, relabel or merge samples. */
export type EditRequest = z.output<typeof editRequestSchema>;

const circumstances = { number: z.int().min(1), who: z.string(), when: z.string() };
const undo = z.strictObject({ kind: z.literal('undo'), edit: z.int().min(1), ...circumstances });
const lineSchema = z.discriminatedUnion('kind', [
  exclude.extend(circumstances),
  relabel.extend(circumstances),
  merge.extend(circumstances),
  undo,
]);

/** An edit as it was made; an undone one stays in the log and has no effect. */
export type Edit = EditRequest & { number: number; who: string; when: string; undone: boolean };

/** `dataset/edits.jsonl` */
export function editsFile(project: Project): string {
  return join(project.directory, 'dataset', 'edits.jsonl');
}

const readLines = (project: Project) => readAuditLog(editsFile(project), lineSchema, 'an edit');

/**
 * All edits of a project, the oldest first; none where there is no such file.
 *
 * @throws UserError naming the line that is none
 */
export async function readEdits(project: Project): Promise<Edit[]> {
  const lines = await readLines(project);
  const undone = new Set(lines.flatMap((line) => (line.kind === 'undo' ? [line.edit] : [])));
  return lines.flatMap((line) => (line.kind === 'undo' ? [] : [{ ...line, undone: undone.has(line.number) }]));
}

/** The ids that an edit is about. */
function idsOf(edit: EditRequest): string[] {
  return edit.kind === 'merge' ? [edit.keep, ...edit.drop] : [edit.sample];
}

/**
 * Makes an edit: checks it and writes it down. It holds from the next `readSamples` on.
 *
 * @param samples those of the manifest, edited or not
 * @throws UserError when a sample is not known, the label is none of the project's, or a sample is to be merged with itself
 *
 * @example
 * await addEdit(project, samples, { kind: 'relabel', sample: 'ttc/ttc_0012_a#2', label: 'cog_sb_namedropper', reason: 'maroon' });
 */
export async function addEdit(
  project: Project,
  samples: readonly Sample[],
  request: EditRequest,
  who: string = account(),
): Promise<Edit> {
  const known = new Set(samples.map(({ id }) => id));
  for (const id of idsOf(request)) {
    if (!known.has(id))
      throw new UserError(`there is no sample ${id}`, { remedy: 'Look its id up with `toonvision extract --json`.' });
  }
  if (request.kind === 'relabel') requireLabel(project, request.label);
  if (request.kind === 'merge' && request.drop.includes(request.keep))
    throw new UserError(`${request.keep} cannot be merged with itself`, { remedy: 'Name the others to drop.' });
  const lines = await readLines(project);
  const line = { number: (lines.at(-1)?.number ?? 0) + 1, ...request, who, when: new Date().toISOString() };
  await appendAuditLog(editsFile(project), line);
  return { ...line, undone: false };
}

/**
 * Takes an edit back; it stays in the log.
 *
 * @throws UserError when there is no edit of that number, or it is undone already
 */
export async function undoEdit(project: Project, number: number, who: string = account()): Promise<Edit> {
  const edits = await readEdits(project);
  const edit = edits.find((one) => one.number === number);
  if (edit === undefined) {
    const last = edits.at(-1)?.number;
    const there = last === undefined ? 'there are none' : `the last is ${last}`;
    throw new UserError(`there is no edit ${number}; ${there}`, { where: editsFile(project) });
  }
  if (edit.undone) throw new UserError(`edit ${number} is undone already`, { where: editsFile(project) });
  const lines = await readLines(project);
  const line = { number: (lines.at(-1)?.number ?? 0) + 1, kind: 'undo', edit: number, who };
  await appendAuditLog(editsFile(project), { ...line, when: new Date().toISOString() });
  return { ...edit, undone: true };
}

/**
 * Samples with all edits in force applied, in their order: left-out ones are gone, others have their new label and its
 * parts. An edit of a sample that is no longer there has no effect.
 *
 * @throws UserError when a label is no longer one of the project's
 */
export function applyEdits(project: Project, samples: readonly Sample[], edits: readonly Edit[]): Sample[] {
  const labels = new Map<string, string>();
  const excluded = new Set<string>();
  for (const edit of edits) {
    if (edit.undone) continue;
    if (edit.kind === 'exclude') excluded.add(edit.sample);
    else if (edit.kind === 'relabel') labels.set(edit.sample, edit.label);
    else for (const id of edit.drop) excluded.add(id);
  }
  if (labels.size + excluded.size === 0) return [...samples];
  return samples.flatMap((sample) => {
    if (excluded.has(sample.id)) return [];
    const label = labels.get(sample.id);
    if (label === undefined) return [sample];
    return [{ ...sample, label, parts: requireLabel(project, label, `${editsFile(project)}, ${sample.id}`) }];
  });
}
