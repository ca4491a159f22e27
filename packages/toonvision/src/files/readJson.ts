// Reads JSON files and validates them against a schema.
import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { UserError } from '../errors/index.ts';
import { explainFileError } from './explainFileError.ts';

export interface ReadJsonOptions {
  /** What to do about an invalid file. */
  remedy: string;
  /** Message and remedy for a missing file. Default: the file error. */
  missing?: { what: string; remedy: string };
}

/**
 * Reads and validates a JSON file.
 *
 * @throws UserError naming the path when the file is missing, is not valid JSON, or has an invalid field.
 *
 * @example
 * const record = await readJson('runs/a/run.json', runRecordSchema, { remedy: 'Train again.' });
 */
export async function readJson<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  { remedy, missing }: ReadJsonOptions,
): Promise<z.output<Schema>> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (missing !== undefined && error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new UserError(missing.what, { where: path, remedy: missing.remedy });
    }
    throw explainFileError(error, path);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UserError('not valid JSON; the file is truncated or was edited', { where: path, remedy, cause: error });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserError(`${issue?.path.join('.') || 'the file'}: ${issue?.message}`, { where: path, remedy });
}
