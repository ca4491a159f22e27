// Keeps the folder of pixel caches small: the last few stay, older ones go.
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isLocked } from './pixelLock.ts';

/** So many caches stay, the one just built among them: another input size or target set costs no rebuild. */
const KEPT = 3;
/** A cache opened within this time may be in use by another process and stays, whatever the number. */
const IN_USE_MS = 3_600_000;

/**
 * Removes pixel caches but the `KEPT` that were opened last, those opened within the hour, and `current`; and what
 * unfinished builds of other caches left. Nothing else in the folder is touched. A cache is only a copy: it is built
 * again when it is wanted.
 *
 * @returns the names of the caches removed.
 */
export async function removeOldCaches(folder: string, current: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const prints = new Map<string, number>();
  for (const name of names) {
    const print = /^([\da-f]{32})\.(?:pixels(?:\.part|\.journal)?|json)$/.exec(name)?.[1];
    if (print === undefined) continue;
    const info = await stat(join(folder, name)).catch(() => undefined);
    prints.set(print, Math.max(prints.get(print) ?? 0, info?.mtimeMs ?? 0));
  }
  const others = [...prints].filter(([print]) => print !== current).sort((a, b) => b[1] - a[1]);
  const removed: string[] = [];
  for (const [place, [print, opened]] of others.entries()) {
    const path = join(folder, `${print}.pixels`);
    if (place < KEPT - 1 || Date.now() - opened < IN_USE_MS || (await isLocked(`${path}.lock`))) continue;
    for (const file of [path, `${path}.part`, `${path}.journal`, `${path}.lock`, join(folder, `${print}.json`)])
      await rm(file, { force: true }).catch(() => undefined);
    removed.push(print);
  }
  return removed;
}
