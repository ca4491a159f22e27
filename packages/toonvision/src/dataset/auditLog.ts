// A log of what was done by hand: one JSON object a line, with number, who and when; only ever added to.
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { UserError } from '../errors/index.ts';
import { explainFileError } from '../files/index.ts';

/**
 * The lines of a log, checked; none where there is no such file.
 *
 * @param noun what a line is, in words: `an edit`
 * @throws UserError naming the line that is none
 */
export async function readAuditLog<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  noun: string,
): Promise<z.output<Schema>[]> {
  const content = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw explainFileError(error, path);
  });
  return content.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [schema.parse(JSON.parse(line))];
    } catch (error) {
      throw new UserError(`not ${noun}`, {
        where: `${path}, line ${index + 1}`,
        remedy: `Restore or delete the line; each line is ${noun}.`,
        cause: error,
      });
    }
  });
}

/** Adds a line; makes the file and its folder if they lack. */
export async function appendAuditLog(path: string, line: object): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await appendFile(path, `${JSON.stringify(line)}\n`);
  } catch (error) {
    throw explainFileError(error, path);
  }
}

/** Who works here, as the machine calls them. */
export function account(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number without a name.
    return 'unknown';
  }
}
