// Removes old pixel caches.
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isLocked } from './pixelLock.ts';

/** Number of caches to keep, including the new one, so that switching between input sizes needs no rebuild. */
const MAX_CACHES = 3;
/** A cache opened within this time may be in use by another process and is always kept. */
const IN_USE_MS = 3_600_000;

/**
 * Removes pixel caches and partial builds, except `current`, the most recently opened ones and those opened within the
 * last hour. Other files in the folder are not touched. A removed cache is built again when needed.
 *
 * @returns fingerprints of the removed caches.
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
  for (const [index, [print, opened]] of others.entries()) {
    const path = join(folder, `${print}.pixels`);
    if (index < MAX_CACHES - 1 || Date.now() - opened < IN_USE_MS || (await isLocked(`${path}.lock`))) continue;
    for (const file of [path, `${path}.part`, `${path}.journal`, `${path}.lock`, join(folder, `${print}.json`)])
      await rm(file, { force: true }).catch(() => undefined);
    removed.push(print);
  }
  return removed;
}
