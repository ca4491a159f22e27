// The runs of a trial as one zip, to be kept in the database and unpacked elsewhere.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { UserError } from '../../errors/index.ts';
import { writeFileAtomic } from '../../files/index.ts';

/** `trial-0001/run.json`, `trial-0001-2/tensorboard/events.out...`: no path leads out of the folder. */
const INSIDE = /^trial-\d{4,}(?:-\d+)?(?:\/[\w.-]+){1,3}$/;
/** What a zip may hold when it is unpacked; runs of small models have some hundred kB. */
const MOST_BYTES = 256 * 1024 * 1024;

// A run is written state first and record last; read the other way round, no file is newer than one it rests on.
const READ_FIRST = ['run.json', 'history.json', 'history.csv', 'weights.safetensors'];

async function filesBelow(folder: string, inside = ''): Promise<string[]> {
  const entries = await readdir(join(folder, inside), { withFileTypes: true }).catch(() => []);
  const nested = await Promise.all(
    entries.map(async (entry) => {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (entry.isDirectory()) return filesBelow(folder, path);
      return entry.isFile() && INSIDE.test(path) && !/\.tmp$/.test(path) ? [path] : [];
    }),
  );
  return nested.flat();
}

/** The runs of one trial in a folder; consistent as a killed run is, while it is being written to. */
export async function zipRuns(
  folder: string,
  number: number,
): Promise<{ content: Buffer; sha256: string } | undefined> {
  const rank = (path: string) => {
    const at = READ_FIRST.indexOf(path.slice(path.indexOf('/') + 1));
    return at < 0 ? READ_FIRST.length : at;
  };
  const own = new RegExp(`^trial-0*${number}(?:-\\d+)?/`);
  const paths = (await filesBelow(folder)).filter((path) => own.test(path) && !path.endsWith('/resuming.json'));
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
 * Unpacks runs into a folder. A record that says `running` is of a worker that is gone, and becomes an interrupted one.
 *
 * @throws UserError for bytes that are not those that were kept
 */
export async function unzipRuns(
  { content, sha256 }: { content: Buffer; sha256: string },
  folder: string,
): Promise<void> {
  const damaged = (reason: string) =>
    new UserError(`the runs of a trial are not as they were stored: ${reason}`, {
      where: folder,
      remedy: 'Look after the database: it seems damaged.',
    });
  if (createHash('sha256').update(content).digest('hex') !== sha256) throw damaged('another checksum');
  let size = 0;
  const files = unzipSync(content, {
    filter: ({ name, originalSize }) => {
      size += originalSize;
      if (!INSIDE.test(name) || name.split('/').includes('..')) throw damaged(`a file ${JSON.stringify(name)}`);
      if (size > MOST_BYTES) throw damaged(`more than ${MOST_BYTES} bytes`);
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
