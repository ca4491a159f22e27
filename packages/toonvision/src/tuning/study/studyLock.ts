// Lock file of a study: one process at a time runs it.
import { readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { z } from 'zod';
import { UserError } from '../../errors/index.ts';
import { writeNew } from '../../files/index.ts';
import { isGone } from '../../training/index.ts';

const ownerSchema = z.object({ pid: z.int(), host: z.string(), since: z.string() });

/**
 * Acquires the lock of a study; a stale lock is replaced.
 *
 * @returns function that releases the lock
 * @throws UserError if another process holds it
 */
export async function takeStudyLock(database: string, name: string): Promise<() => Promise<void>> {
  const path = `${database}.lock`;
  const content = JSON.stringify({ pid: process.pid, host: hostname(), since: new Date().toISOString() });
  for (let attempt = 0; attempt < 2; attempt += 1) {
    // Written atomically: a lock without content would be treated as stale.
    if (await writeNew(path, content)) return () => rm(path, { force: true });
    const owner = await readFile(path, 'utf8')
      .then((text) => ownerSchema.parse(JSON.parse(text)))
      .catch(() => undefined);
    if (owner !== undefined && !isGone(owner))
      throw new UserError(`study ${name} is already running in process ${owner.pid} on ${owner.host}`, {
        where: path,
        remedy: 'Wait for it or stop it; if the process no longer exists, delete this file.',
      });
    await rm(path, { force: true });
  }
  throw new UserError(`another process has just started study ${name}`, { where: path, remedy: 'Wait for it.' });
}
