// One process at a time writes a file that can be gone on with; the others must not touch it.
import { readFile, rm } from 'node:fs/promises';
import { writeNew } from '../files/index.ts';
import { isRunning } from './abandoned.ts';

/** Locks of this process: a lock with our number that is not here is left over from a process that had it before us. */
const held = new Set<string>();

/**
 * Takes the lock file `path`, which holds the number of the process; a lock whose process is gone is taken over.
 *
 * @returns what gives it back, or undefined where another running process (or another call here) has it.
 */
export async function takeLock(path: string): Promise<(() => Promise<void>) | undefined> {
  if (held.has(path)) return undefined;
  held.add(path);
  let isTaken = false;
  try {
    for (let attempt = 0; attempt < 3 && !isTaken; attempt += 1) {
      // Whole from the first moment: a lock without its number would be taken for one that was left.
      isTaken = await writeNew(path, String(process.pid));
      if (isTaken || (await isOthers(path))) break;
      await rm(path, { force: true });
    }
  } finally {
    if (!isTaken) held.delete(path);
  }
  if (!isTaken) return undefined;
  return async () => {
    await rm(path, { force: true });
    held.delete(path);
  };
}

/** True when a running process has the lock. */
export async function isLocked(path: string): Promise<boolean> {
  return held.has(path) || isOthers(path);
}

async function isOthers(path: string): Promise<boolean> {
  const pid = Number(await readFile(path, 'utf8').catch(() => undefined));
  return Number.isInteger(pid) && pid > 0 && pid !== process.pid && isRunning(pid);
}
