// Append-only logs of manual changes: one JSON object per line, with number, user and time.
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { UserError } from '../errors/index.ts';
import { explainFileError } from '../files/index.ts';

/**
 * Reads and validates the lines of a log; empty if there is no file.
 *
 * @param noun what a line is, for messages: `an edit`
 * @throws UserError naming an invalid line
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
      throw new UserError(`the line is not ${noun}`, {
        where: `${path}, line ${index + 1}`,
        remedy: 'Restore or delete the line.',
        cause: error,
      });
    }
  });
}

/** Appends a line. Creates the file and its folder if necessary. */
export async function appendAuditLog(path: string, line: object): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await appendFile(path, `${JSON.stringify(line)}\n`);
  } catch (error) {
    throw explainFileError(error, path);
  }
}

/** Returns the name of the operating system user. */
export function account(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run with a user id that has no name.
    return 'unknown';
  }
}
