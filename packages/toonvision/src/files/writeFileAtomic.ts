// Atomic file writes: to a temporary file in the same folder, which is then renamed or, for new files, linked.
import { constants, copyFile, link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { explainFileError } from './explainFileError.ts';

let unique = 0;

/** Returns a name in the folder of `path` that no other process or call uses. */
export function temporaryName(path: string): string {
  unique += 1;
  return `${path}.${process.pid}-${unique}.tmp`;
}

/**
 * Writes a file atomically: a reader sees the old file or the new one, never a part. Creates the folder if necessary.
 *
 * @throws UserError naming the path when the folder is read-only, the disk is full, or `path` is a folder.
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
 * Writes a new file atomically; never replaces an existing one, even if it was created concurrently.
 *
 * @returns false if the path already exists; nothing is written then
 * @throws UserError naming the path when it cannot be written
 */
export async function writeNew(path: string, data: string | Uint8Array): Promise<boolean> {
  const temporary = temporaryName(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, data);
    // Unlike a rename, a link does not replace an existing file. Some file systems do not support links.
    await link(temporary, path).catch((error: unknown) => {
      if (isExistsError(error)) throw error;
      return copyFile(temporary, path, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if (isExistsError(error)) return false;
    throw explainFileError(error, path);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

const isExistsError = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EEXIST';

/** Writes a value as JSON atomically, indented by two spaces and with a final newline. */
export function writeJson(path: string, value: unknown): Promise<void> {
  return writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
}
