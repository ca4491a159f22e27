// validations.json: what was taken for what on validation, after each epoch of a run.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ValidationRecord } from '@toonvision/nn';
import { z } from 'zod';
import { writeFileAtomic } from '../files/index.ts';
import { RUN_FILES, type Run } from './runFolder.ts';

/** More classes than that make a matrix that nobody reads and a file that grows large; it is then not kept. */
const MOST_CLASSES = 64;

const validationSchema = z.object({
  epoch: z.int().min(1),
  /** Rows true, columns predicted, in class order. */
  confusion: z.array(z.array(z.int().min(0))),
});

/** Writes the file whole. */
export async function writeValidations(
  { directory, record }: Run,
  validations: readonly ValidationRecord[],
): Promise<void> {
  if (validations.length === 0 || record.config.classes.length > MOST_CLASSES) return;
  // An epoch a line: the file is written anew after each.
  const lines = validations.map((validation) => JSON.stringify(validation));
  await writeFileAtomic(join(directory, RUN_FILES.validations), `[\n${lines.join(',\n')}\n]\n`);
}

/**
 * The confusion counts of each epoch so far, rows true and columns predicted, in the order of the run's classes. None
 * for runs that were trained before they were kept, or with more than 64 classes; nothing that matters is lost where
 * the file is damaged, so it is then taken as not there.
 *
 * @param until the last epoch that is wanted; default all
 *
 * @example
 * const [first] = await readValidations(run);
 * first?.confusion; // [[31, 2], [4, 28]]
 */
export async function readValidations(
  { directory, record }: Run,
  until = Number.POSITIVE_INFINITY,
): Promise<ValidationRecord[]> {
  const size = record.config.classes.length;
  const fits = ({ confusion }: ValidationRecord) =>
    confusion.length === size && confusion.every((row) => row.length === size);
  const found = await readFile(join(directory, RUN_FILES.validations), 'utf8').then(
    (text) => z.array(validationSchema).safeParse(parsed(text)).data ?? [],
    () => [],
  );
  return found.filter((x) => x.epoch <= until && fits(x));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
