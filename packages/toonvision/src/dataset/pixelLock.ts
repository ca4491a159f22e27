// One process at a time writes a file that can be gone on with; the others must not touch it.
import { open, readFile, rm, stat } from 'node:fs/promises';
import { isRunning } from './abandoned.ts';

/** Locks of this process: a lock with our number that is not here is left over from a process that had it before us. */
const held = new Set<string>();

/**
 * Takes the lock file `path`, which holds the number of the process; a lock whose process is gone is taken over.
 *
 * @returns what gives it back, or undefined where another running process (or another call here) has it.
 */
export async function takeLock(path: string): Promise<(() => Promise<void>) | undefined> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const file = await open(path, 'wx').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return undefined;
      throw error;
    });
    if (file !== undefined) {
      held.add(path);
      await file.writeFile(String(process.pid));
      await file.close();
      return async () => {
        held.delete(path);
        await rm(path, { force: true });
      };
    }
    if (await isLocked(path)) return undefined;
    await rm(path, { force: true });
  }
  return undefined;
}

/** A lock without a number is one that is being written, unless its process was killed just then. */
async function isYoung(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs < 10_000;
}

/** True when a running process has the lock. */
export async function isLocked(path: string): Promise<boolean> {
  if (held.has(path)) return true;
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return false;
  // Made this moment: its number is not written yet.
  if (text === '') return isYoung(path);
  const pid = Number(text);
  return Number.isInteger(pid) && pid > 0 && pid !== process.pid && isRunning(pid);
}
