// Objects that were added by hand where the user's own annotation is not touched: a log beside the manifest that `extract` reads.
import { join } from 'node:path';
import { z } from 'zod';
import type { Project } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { account, appendAuditLog, readAuditLog } from './auditLog.ts';
import { boxSchema } from './boxSchema.ts';

const text = z.string().min(1, 'must not be empty').max(2000, 'is too long');

const circumstances = { number: z.int().min(1), who: z.string(), when: z.string() };
const add = z.strictObject({
  kind: z.literal('add'),
  /** Path relative to the project folder, with `/`. */
  picture: text,
  /** In pixels of the picture as it is shown; null for the whole picture. */
  box: boxSchema.nullable(),
  label: text,
  ...circumstances,
});
const undo = z.strictObject({ kind: z.literal('undo'), addition: z.int().min(1), ...circumstances });
const lineSchema = z.discriminatedUnion('kind', [add, undo]);

/** An object as it was added; an undone one stays in the log and has no effect. */
export type Addition = Omit<z.output<typeof add>, 'kind'> & { undone: boolean };
/** An object as it is asked to be added. */
export type AdditionRequest = Pick<Addition, 'picture' | 'box' | 'label'>;

/** Relative to the project folder. */
export const ADDITIONS_FILE = 'dataset/added.jsonl';
const additionsFile = (project: Project): string => join(project.directory, ADDITIONS_FILE);

const readLines = (project: Project) => readAuditLog(additionsFile(project), lineSchema, 'an added sample');

/**
 * All objects that were added by hand, the oldest first; none where there is no such file.
 *
 * @throws UserError naming the line that is none
 */
export async function readAdditions(project: Project): Promise<Addition[]> {
  const lines = await readLines(project);
  const undone = new Set(lines.flatMap((line) => (line.kind === 'undo' ? [line.addition] : [])));
  return lines.flatMap((line) => {
    if (line.kind === 'undo') return [];
    const { kind: _, ...addition } = line;
    return [{ ...addition, undone: undone.has(line.number) }];
  });
}

/**
 * Writes objects down, to be samples from the next `extract` on. RgbImage, box and label are taken as they are:
 * `annotateImage` checks them before.
 *
 * @example
 * await addObjects(project, [{ picture: 'screenshots/ttc/a.png', box: null, label: 'cog_sb_namedropper' }]);
 */
export async function addObjects(
  project: Project,
  requests: readonly AdditionRequest[],
  who: string = account(),
): Promise<Addition[]> {
  let number = (await readLines(project)).at(-1)?.number ?? 0;
  const made: Addition[] = [];
  for (const { picture, box, label } of requests) {
    number += 1;
    const addition = { number, picture, box, label, who, when: new Date().toISOString() };
    await appendAuditLog(additionsFile(project), { kind: 'add', ...addition });
    made.push({ ...addition, undone: false });
  }
  return made;
}

/**
 * Takes an added object back; it stays in the log, and its sample is gone at the next `extract`.
 *
 * @throws UserError when there is no object of that number, or it is undone already
 */
export async function undoAddition(project: Project, number: number, who: string = account()): Promise<Addition> {
  const where = additionsFile(project);
  const additions = await readAdditions(project);
  const addition = additions.find((one) => one.number === number);
  if (addition === undefined) {
    const last = additions.at(-1)?.number;
    const there = last === undefined ? 'there are none' : `the last is ${last}`;
    throw new UserError(`there is no added sample ${number}; ${there}`, { where });
  }
  if (addition.undone) throw new UserError(`the added sample ${number} is undone already`, { where });
  const last = (await readLines(project)).at(-1)?.number ?? 0;
  const line = { kind: 'undo', addition: number, number: last + 1, who, when: new Date().toISOString() };
  await appendAuditLog(where, line);
  return { ...addition, undone: true };
}
