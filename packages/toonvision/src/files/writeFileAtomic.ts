// Writes a file whole or not at all: to a temporary name in the same folder, then renamed or, where none may be there, linked.
import { constants, copyFile, link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { explainFileError } from './explainFileError.ts';

let unique = 0;

/** A name beside `path` that no other process and no other call uses. */
export function temporaryName(path: string): string {
  unique += 1;
  return `${path}.${process.pid}-${unique}.tmp`;
}

/**
 * Writes `data` to `path` so that a reader sees the old file or the new one, never a half; makes the folder if it lacks.
 *
 * @throws UserError naming the path when the folder is read-only, the disk is full, or a folder stands in the way.
 */
export async function writeFileAtomic(path: string, data: string | Uint8Array): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, data);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw explainFileError(error, path);
  }
}

/**
 * Like `writeFileAtomic`, but never over a file that is there, not even one that came a moment ago.
 *
 * @returns false where something of that name is there; then nothing is written
 * @throws UserError naming the path when it cannot be written
 */
export async function writeNew(path: string, data: string | Uint8Array): Promise<boolean> {
  const temporary = temporaryName(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, data);
    // A rename would replace what is there, a link does not; some disks know no links.
    await link(temporary, path).catch((error: unknown) => {
      if (isThere(error)) throw error;
      return copyFile(temporary, path, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if (isThere(error)) return false;
    throw explainFileError(error, path);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

const isThere = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EEXIST';

/** `writeFileAtomic` of `value` as JSON with an indent of two and a final newline. */
export function writeJson(path: string, value: unknown): Promise<void> {
  return writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
}
