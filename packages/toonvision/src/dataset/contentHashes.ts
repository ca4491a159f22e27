// SHA-256 of file contents, remembered by size and time of change, so that a second start reads nothing twice.
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

/** The remembered hashes of a project's files; make one with `openContentHashes`, `save()` it at the end. */
export interface ContentHashes {
  /** The SHA-256 (hex) of a file, its path relative to the project folder. Throws UserError when it cannot be read. */
  of(file: string): Promise<string>;
  /** Writes what is new. */
  save(): Promise<void>;
}

/** A missing or damaged side file is no fault: every hash is then computed anew. */
async function readRemembered(path: string): Promise<Map<string, [number, number, string]>> {
  try {
    const parsed = fileSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return new Map(parsed.success ? Object.entries(parsed.data.files) : []);
  } catch {
    return new Map();
  }
}

/** Opens the side file `.toonvision/cache/hashes.json`. */
export async function openContentHashes(project: Project): Promise<ContentHashes> {
  const path = join(project.paths.cache, 'hashes.json');
  const remembered = await readRemembered(path);
  let changed = false;
  return {
    async of(file) {
      const absolute = join(project.directory, file);
      try {
        const { size, mtimeMs } = await stat(absolute);
        const known = remembered.get(file);
        if (known !== undefined && known[0] === size && known[1] === mtimeMs) return known[2];
        const sha256 = createHash('sha256')
          .update(await readFile(absolute))
          .digest('hex');
        remembered.set(file, [size, mtimeMs, sha256]);
        changed = true;
        return sha256;
      } catch (error) {
        throw explainFileError(error, file);
      }
    },
    async save() {
      if (!changed) return;
      const files = Object.fromEntries([...remembered].sort(([a], [b]) => byCodeUnits(a, b)));
      await writeFileAtomic(path, JSON.stringify({ format: 'toonvision-hashes', version: 1, files }));
      changed = false;
    },
  };
}
