// Packs the runs of a trial into a zip for the database, and unpacks them on another machine.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { UserError } from '../../errors/index.ts';
import { writeFileAtomic } from '../../files/index.ts';

/** `trial-0001/run.json`, `trial-0001-2/tensorboard/events.out...`: paths cannot escape the folder. */
const ALLOWED_PATH = /^trial-\d{4,}(?:-\d+)?(?:\/[\w.-]+){1,3}$/;
/** Maximum unpacked size; runs of small models take a few hundred kB. */
const MAX_BYTES = 256 * 1024 * 1024;

// Runs are written state first and record last. Reading in reverse order, no file is newer than a file it depends on.
const READ_ORDER = ['run.json', 'history.json', 'history.csv', 'weights.safetensors'];

async function listFiles(folder: string, inside = ''): Promise<string[]> {
  const entries = await readdir(join(folder, inside), { withFileTypes: true }).catch(() => []);
  const nested = await Promise.all(
    entries.map(async (entry) => {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (entry.isDirectory()) return listFiles(folder, path);
      return entry.isFile() && ALLOWED_PATH.test(path) && !/\.tmp$/.test(path) ? [path] : [];
    }),
  );
  return nested.flat();
}

/** Zips the runs of one trial; a run that is being written comes out as consistent as one that was killed. */
export async function zipRuns(
  folder: string,
  number: number,
): Promise<{ content: Buffer; sha256: string } | undefined> {
  const rank = (path: string) => {
    const index = READ_ORDER.indexOf(path.slice(path.indexOf('/') + 1));
    return index < 0 ? READ_ORDER.length : index;
  };
  const ofTrial = new RegExp(`^trial-0*${number}(?:-\\d+)?/`);
  const paths = (await listFiles(folder)).filter((path) => ofTrial.test(path) && !path.endsWith('/resuming.json'));
  paths.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const files: Record<string, Uint8Array> = {};
  for (const path of paths) {
    const bytes = await readFile(join(folder, path)).catch(() => undefined);
    if (bytes !== undefined) files[path] = bytes;
  }
  if (Object.keys(files).length === 0) return undefined;
  const content = Buffer.from(zipSync(files, { level: 1, mtime: '2000-01-01' }));
  return { content, sha256: createHash('sha256').update(content).digest('hex') };
}

/**
 * Unpacks runs into a folder. The status `running` belongs to a lost worker and becomes `interrupted`.
 *
 * @throws UserError if the content does not match its checksum or contains unexpected files
 */
export async function unzipRuns(
  { content, sha256 }: { content: Buffer; sha256: string },
  folder: string,
): Promise<void> {
  const damaged = (reason: string) =>
    new UserError(`the stored runs of a trial are corrupt: ${reason}`, {
      where: folder,
      remedy: 'Check the database; it seems to be damaged.',
    });
  if (createHash('sha256').update(content).digest('hex') !== sha256) throw damaged('checksum mismatch');
  let size = 0;
  const files = unzipSync(content, {
    filter: ({ name, originalSize }) => {
      size += originalSize;
      if (!ALLOWED_PATH.test(name) || name.split('/').includes('..'))
        throw damaged(`unexpected file ${JSON.stringify(name)}`);
      if (size > MAX_BYTES) throw damaged(`more than ${MAX_BYTES} bytes`);
      return true;
    },
  });
  const records: [string, Uint8Array][] = [];
  for (const [path, bytes] of Object.entries(files))
    if (path.endsWith('/run.json')) records.push([path, bytes]);
    else await writeFileAtomic(join(folder, path), bytes);
  for (const [path, bytes] of records) {
    const record = JSON.parse(new TextDecoder().decode(bytes));
    if (record.status === 'running') record.status = 'interrupted';
    await writeFileAtomic(join(folder, path), `${JSON.stringify(record, null, 2)}\n`);
  }
}
