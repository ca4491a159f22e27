// Reads a JSON file of ours through its schema, once, at the door.
import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { UserError } from '../errors/index.ts';
import { explainFileError } from './explainFileError.ts';

export interface ReadJsonOptions {
  /** What to do about a damaged file. */
  remedy: string;
  /** What a missing file means, and what to do then; default: the file error in words. */
  missing?: { what: string; remedy: string };
}

/**
 * The parsed content of `path`.
 *
 * @throws UserError naming the path when the file is missing, no JSON, or has a field that is not as it must be.
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
    throw new UserError('no JSON; the file is cut short or edited', { where: path, remedy, cause: error });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserError(`${issue?.path.join('.') || 'the file'}: ${issue?.message}`, { where: path, remedy });
}
