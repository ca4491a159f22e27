// The log of manual corrections to samples; images and annotations are not changed.
import { join } from 'node:path';
import { z } from 'zod';
import type { Project } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { account, appendAuditLog, readAuditLog } from './auditLog.ts';
import { requireLabel } from './labels.ts';
import type { Sample } from './sample.ts';

const text = z.string().min(1, 'must not be empty').max(2000, 'is too long');
const reason = z.string().max(2000, 'is too long').default('');

/** Excludes a sample. */
const exclude = z.strictObject({ kind: z.literal('exclude'), sample: text, reason });
/** Changes the label of a sample. */
const relabel = z.strictObject({ kind: z.literal('relabel'), sample: text, label: text, reason });
/** Keeps one of several duplicates. */
const merge = z.strictObject({ kind: z.literal('merge'), keep: text, drop: z.array(text).min(1), reason });

/** Schema of a correction, with samples by id. */
export const editRequestSchema = z.discriminatedUnion('kind', [exclude, relabel, merge]);
/** A correction to make: exclude, relabel or merge samples. */
export type EditRequest = z.output<typeof editRequestSchema>;

const logFields = { number: z.int().min(1), who: z.string(), when: z.string() };
const undo = z.strictObject({ kind: z.literal('undo'), edit: z.int().min(1), ...logFields });
const lineSchema = z.discriminatedUnion('kind', [
  exclude.extend(logFields),
  relabel.extend(logFields),
  merge.extend(logFields),
  undo,
]);

/** An edit in the log. An undone one stays in the log and has no effect. */
export type Edit = EditRequest & { number: number; who: string; when: string; undone: boolean };

/** Returns the path of the log, `dataset/edits.jsonl`. */
export function editsFile(project: Project): string {
  return join(project.directory, 'dataset', 'edits.jsonl');
}

const readLines = (project: Project) => readAuditLog(editsFile(project), lineSchema, 'an edit');

/**
 * Reads the edits of a project, oldest first; empty if there is no log.
 *
 * @throws UserError naming an invalid line
 */
export async function readEdits(project: Project): Promise<Edit[]> {
  const lines = await readLines(project);
  const undone = new Set(lines.flatMap((line) => (line.kind === 'undo' ? [line.edit] : [])));
  return lines.flatMap((line) => (line.kind === 'undo' ? [] : [{ ...line, undone: undone.has(line.number) }]));
}

/** Returns the ids of the samples of an edit. */
function idsOf(edit: EditRequest): string[] {
  return edit.kind === 'merge' ? [edit.keep, ...edit.drop] : [edit.sample];
}

/**
 * Validates an edit and appends it to the log. It applies from the next `readSamples`.
 *
 * @param samples all samples of the project, with or without edits
 * @throws UserError when a sample or the label is unknown, or a sample would be merged with itself
 *
 * @example
 * await addEdit(project, samples, { kind: 'exclude', sample: 'ttc/ttc_0012_a#2', reason: 'hidden by a tree' });
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
      throw new UserError(`sample ${id} not found`, { remedy: 'List the ids with `toonvision extract --json`.' });
  }
  if (request.kind === 'relabel') requireLabel(project, request.label);
  if (request.kind === 'merge' && request.drop.includes(request.keep))
    throw new UserError(`${request.keep} cannot be merged with itself`, {
      remedy: 'List only the other samples in drop.',
    });
  const lines = await readLines(project);
  const line = { number: (lines.at(-1)?.number ?? 0) + 1, ...request, who, when: new Date().toISOString() };
  await appendAuditLog(editsFile(project), line);
  return { ...line, undone: false };
}

/**
 * Undoes an edit. It stays in the log.
 *
 * @throws UserError when the number is unknown or the edit is already undone
 */
export async function undoEdit(project: Project, number: number, who: string = account()): Promise<Edit> {
  const edits = await readEdits(project);
  const edit = edits.find((x) => x.number === number);
  if (edit === undefined) {
    const last = edits.at(-1)?.number;
    const known = last === undefined ? 'there are no edits' : `the last one is ${last}`;
    throw new UserError(`edit ${number} not found; ${known}`, { where: editsFile(project) });
  }
  if (edit.undone) throw new UserError(`edit ${number} is already undone`, { where: editsFile(project) });
  const lines = await readLines(project);
  const line = { number: (lines.at(-1)?.number ?? 0) + 1, kind: 'undo', edit: number, who };
  await appendAuditLog(editsFile(project), { ...line, when: new Date().toISOString() });
  return { ...edit, undone: true };
}

/**
 * Applies edits to samples: excluded ones are removed, relabeled ones get the new label and its parts. Keeps the order.
 * Edits of missing samples have no effect.
 *
 * @throws UserError when the project no longer has a label
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
