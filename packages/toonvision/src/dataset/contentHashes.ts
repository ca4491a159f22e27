// Caches the SHA-256 of files by size and modification time.
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Project } from '../config/index.ts';
import { byCodeUnits, explainFileError, writeFileAtomic } from '../files/index.ts';

const fileSchema = z.object({
  format: z.literal('toonvision-hashes'),
  version: z.literal(1),
  files: z.record(z.string(), z.tuple([z.number(), z.number(), z.string()])),
});

/** Cached hashes of the files of a project. Open with `openContentHashes`, and `save()` at the end. */
export interface ContentHashes {
  /** Returns the SHA-256 (hex) of a file, relative to the project. Throws UserError when it cannot be read. */
  of(file: string): Promise<string>;
  /** Writes the cache file if anything changed. */
  save(): Promise<void>;
}

/** Reads the cache file. If it is missing or invalid, all hashes are computed again. */
async function readCached(path: string): Promise<Map<string, [number, number, string]>> {
  try {
    const parsed = fileSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return new Map(parsed.success ? Object.entries(parsed.data.files) : []);
  } catch {
    return new Map();
  }
}

/** Opens the cache file `.toonvision/cache/hashes.json`. */
export async function openContentHashes(project: Project): Promise<ContentHashes> {
  const path = join(project.paths.cache, 'hashes.json');
  const cached = await readCached(path);
  let changed = false;
  return {
    async of(file) {
      const absolute = join(project.directory, file);
      try {
        const { size, mtimeMs } = await stat(absolute);
        const entry = cached.get(file);
        if (entry !== undefined && entry[0] === size && entry[1] === mtimeMs) return entry[2];
        const sha256 = createHash('sha256')
          .update(await readFile(absolute))
          .digest('hex');
        cached.set(file, [size, mtimeMs, sha256]);
        changed = true;
        return sha256;
      } catch (error) {
        throw explainFileError(error, file);
      }
    },
    async save() {
      if (!changed) return;
      const files = Object.fromEntries([...cached].sort(([a], [b]) => byCodeUnits(a, b)));
      await writeFileAtomic(path, JSON.stringify({ format: 'toonvision-hashes', version: 1, files }));
      changed = false;
    },
  };
}
