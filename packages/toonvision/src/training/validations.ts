// Reads and writes validations.json: the confusion matrix on the validation split after each epoch.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ValidationRecord } from '@toonvision/nn';
import { z } from 'zod';
import { writeFileAtomic } from '../files/index.ts';
import { RUN_FILES, type Run } from './runFolder.ts';

/** Maximum number of classes for storing the matrices; beyond it they are unreadable and the file is large. */
const MAX_CLASSES = 64;

const validationSchema = z.object({
  epoch: z.int().min(1),
  /** Rows are true classes, columns predicted classes, in class order. */
  confusion: z.array(z.array(z.int().min(0))),
});

/** Writes the whole file. */
export async function writeValidations(
  { directory, record }: Run,
  validations: readonly ValidationRecord[],
): Promise<void> {
  if (validations.length === 0 || record.config.classes.length > MAX_CLASSES) return;
  // One line per epoch; the file is rewritten after each epoch.
  const lines = validations.map((validation) => JSON.stringify(validation));
  await writeFileAtomic(join(directory, RUN_FILES.validations), `[\n${lines.join(',\n')}\n]\n`);
}

/**
 * Reads the confusion matrix of each epoch: rows are true classes, columns predicted classes, in class order. Empty for
 * runs of earlier versions, runs with more than 64 classes, and damaged files.
 *
 * @param until last epoch to return. Default: all
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
