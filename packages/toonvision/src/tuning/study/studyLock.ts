// One process at a time works on a study that lies in a file.
import { readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { z } from 'zod';
import { UserError } from '../../errors/index.ts';
import { writeNew } from '../../files/index.ts';
import { isGone } from '../../training/index.ts';

const ownerSchema = z.object({ pid: z.int(), host: z.string(), since: z.string() });

/**
 * Takes the study; a lock whose process is gone is taken over.
 *
 * @returns gives it back
 * @throws UserError where another process has it
 */
export async function takeStudyLock(database: string, name: string): Promise<() => Promise<void>> {
  const path = `${database}.lock`;
  const own = JSON.stringify({ pid: process.pid, host: hostname(), since: new Date().toISOString() });
  for (let attempt = 0; attempt < 2; attempt += 1) {
    // Whole from the first moment: a lock without its text would be taken for one that was left.
    if (await writeNew(path, own)) return () => rm(path, { force: true });
    const owner = await readFile(path, 'utf8')
      .then((text) => ownerSchema.parse(JSON.parse(text)))
      .catch(() => undefined);
    if (owner !== undefined && !isGone(owner))
      throw new UserError(`process ${owner.pid} on ${owner.host} works on the study ${name}`, {
        where: path,
        remedy: 'Wait for it, or end it first; if it is gone, delete that file.',
      });
    await rm(path, { force: true });
  }
  throw new UserError(`another process has just taken the study ${name}`, { where: path, remedy: 'Wait for it.' });
}
