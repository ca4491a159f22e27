// Lock files: one process at a time writes a resumable file.
import { readFile, rm } from 'node:fs/promises';
import { writeNew } from '../files/index.ts';
import { isRunning } from './abandoned.ts';

/** Locks of this process. Another lock with the same process id is stale: the system reuses ids. */
const ownLocks = new Set<string>();

/**
 * Acquires the lock file `path`, which contains the id of the process. The lock of a dead process is taken over.
 *
 * @returns a function that releases the lock, or undefined if another running process, or this one, holds it.
 */
export async function takeLock(path: string): Promise<(() => Promise<void>) | undefined> {
  if (ownLocks.has(path)) return undefined;
  ownLocks.add(path);
  let isTaken = false;
  try {
    for (let attempt = 0; attempt < 3 && !isTaken; attempt += 1) {
      // Written atomically, as a lock without a process id would count as stale.
      isTaken = await writeNew(path, String(process.pid));
      if (isTaken || (await isHeldByOther(path))) break;
      await rm(path, { force: true });
    }
  } finally {
    if (!isTaken) ownLocks.delete(path);
  }
  if (!isTaken) return undefined;
  return async () => {
    await rm(path, { force: true });
    ownLocks.delete(path);
  };
}

/** Whether a running process holds the lock. */
export async function isLocked(path: string): Promise<boolean> {
  return ownLocks.has(path) || isHeldByOther(path);
}

async function isHeldByOther(path: string): Promise<boolean> {
  const pid = Number(await readFile(path, 'utf8').catch(() => undefined));
  return Number.isInteger(pid) && pid > 0 && pid !== process.pid && isRunning(pid);
}
