// The log of objects added by hand, for images whose annotation file is not written by this tool.
import { join } from 'node:path';
import { z } from 'zod';
import type { Project } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { account, appendAuditLog, readAuditLog } from './auditLog.ts';
import { boxSchema } from './boxSchema.ts';

const text = z.string().min(1, 'must not be empty').max(2000, 'is too long');

const logFields = { number: z.int().min(1), who: z.string(), when: z.string() };
const add = z.strictObject({
  kind: z.literal('add'),
  /** Path of the image relative to the project folder, with `/`. */
  picture: text,
  /** In pixels after EXIF rotation; null for the whole image. */
  box: boxSchema.nullable(),
  label: text,
  ...logFields,
});
const undo = z.strictObject({ kind: z.literal('undo'), addition: z.int().min(1), ...logFields });
const lineSchema = z.discriminatedUnion('kind', [add, undo]);

/** An added object. An undone one stays in the log and has no effect. */
export type Addition = Omit<z.output<typeof add>, 'kind'> & { undone: boolean };
/** An object to add. */
export type AdditionRequest = Pick<Addition, 'picture' | 'box' | 'label'>;

/** Path of the log, relative to the project folder. */
export const ADDITIONS_FILE = 'dataset/added.jsonl';
const additionsFile = (project: Project): string => join(project.directory, ADDITIONS_FILE);

const readLines = (project: Project) => readAuditLog(additionsFile(project), lineSchema, 'an added sample');

/**
 * Reads the objects added by hand, oldest first; empty if there is no log.
 *
 * @throws UserError naming an invalid line
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
 * Appends objects to the log; the next `extract` turns them into samples. Image, box and label are not validated:
 * `annotateImage` does that.
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
  const additions: Addition[] = [];
  for (const { picture, box, label } of requests) {
    number += 1;
    const addition = { number, picture, box, label, who, when: new Date().toISOString() };
    await appendAuditLog(additionsFile(project), { kind: 'add', ...addition });
    additions.push({ ...addition, undone: false });
  }
  return additions;
}

/**
 * Undoes an addition. It stays in the log, and the next `extract` removes its sample.
 *
 * @throws UserError when the number is unknown or the addition is already undone
 */
export async function undoAddition(project: Project, number: number, who: string = account()): Promise<Addition> {
  const where = additionsFile(project);
  const additions = await readAdditions(project);
  const addition = additions.find((x) => x.number === number);
  if (addition === undefined) {
    const last = additions.at(-1)?.number;
    const known = last === undefined ? 'nothing was added' : `the last one is ${last}`;
    throw new UserError(`added sample ${number} not found; ${known}`, { where });
  }
  if (addition.undone) throw new UserError(`added sample ${number} is already undone`, { where });
  const last = (await readLines(project)).at(-1)?.number ?? 0;
  const line = { kind: 'undo', addition: number, number: last + 1, who, when: new Date().toISOString() };
  await appendAuditLog(where, line);
  return { ...addition, undone: true };
}
