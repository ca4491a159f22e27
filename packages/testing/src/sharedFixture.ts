// Folders that are expensive to make, made once per test run by the first test file that needs them.
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import type {} from './setUpRunFolder.ts';

const POLL_MS = 100;

async function tryLock(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Path of a folder that all test files of a run share; treat it as read-only. Other files wait while one makes it. If
 * that fails, the next file tries again.
 *
 * @param name unique name of the fixture, a file name
 * @param make writes the fixture into the folder, which does not exist yet
 * @param runFolder where to keep it; the folder of the test run by default
 * @example
 * const town = await sharedFixture('town', (folder) => drawTown(folder, { scale: 0.05 }));
 */
export async function sharedFixture(
  name: string,
  make: (folder: string) => Promise<unknown>,
  runFolder = inject('runFolder'),
): Promise<string> {
  const folder = join(runFolder, name);
  const lock = `${folder}.lock`;
  while (!existsSync(folder)) {
    if (!(await tryLock(lock))) {
      await sleep(POLL_MS);
      continue;
    }
    const unfinished = `${folder}.unfinished`;
    try {
      // Another file may have finished between the check and the lock.
      if (!existsSync(folder)) {
        await make(unfinished);
        await rename(unfinished, folder);
      }
    } finally {
      await rm(unfinished, { recursive: true, force: true });
      await rm(lock, { recursive: true });
    }
  }
  return folder;
}
