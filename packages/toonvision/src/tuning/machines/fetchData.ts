// Brings the data of a study to this machine: goes on with a transfer that was cut, and believes nothing but the hashes.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { takeLock } from '../../dataset/index.ts';
import { UserError } from '../../errors/index.ts';
import { explainFileError, writeJson } from '../../files/index.ts';
import { type DataManifest, dataManifestSchema } from './dataFiles.ts';

export interface DataSource {
  url: string;
  token: string;
}

/** Written last: what it names is there and whole. */
const COMPLETE = 'complete.json';
const headers = (token: string) => ({ authorization: `Bearer ${token}` });
/** Of a connection that says nothing. */
const SILENCE_MS = 30_000;
/** Rounds over all sources. */
const MAX_ATTEMPTS = 4;

async function manifestOf({ url, token }: DataSource, key: string): Promise<DataManifest> {
  const response = await fetch(`${url}/data/${key}/manifest.json`, {
    headers: headers(token),
    // The first to ask waits for the hashes of all files.
    signal: AbortSignal.timeout(10 * 60_000),
  });
  if (!response.ok) throw new Error(`it answers ${response.status}`);
  const parsed = dataManifestSchema.safeParse(await response.json());
  if (!parsed.success || parsed.data.key !== key) throw new Error('its list of files is none');
  return parsed.data;
}

async function fetchFile(
  { url, token }: DataSource,
  key: string,
  { path, size, sha256 }: DataManifest['files'][number],
  folder: string,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const target = join(folder, path);
  const part = `${target}.part`;
  await mkdir(dirname(target), { recursive: true });
  const have = await stat(part)
    .then(({ size: there }) => (there <= size ? there : 0))
    .catch(() => 0);
  const hash = createHash('sha256');
  if (have > 0) await pipeline(createReadStream(part, { end: have - 1 }), hash, { end: false });
  onBytes(have);
  if (have < size || have === 0) {
    const quiet = new AbortController();
    let timer = setTimeout(() => quiet.abort(), SILENCE_MS);
    try {
      const response = await fetch(`${url}/data/${key}/${path}`, {
        headers: { ...headers(token), ...(have > 0 ? { range: `bytes=${have}-` } : {}) },
        signal: quiet.signal,
      });
      if (response.status !== (have > 0 ? 206 : 200) || response.body === null)
        throw new Error(`it answers ${response.status} for ${path}`);
      let got = have;
      await pipeline(
        Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]),
        async function* (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            clearTimeout(timer);
            timer = setTimeout(() => quiet.abort(), SILENCE_MS);
            got += chunk.length;
            if (got > size) throw new Error(`${path} is longer than it says`);
            hash.update(chunk);
            onBytes(chunk.length);
            yield chunk;
          }
        },
        createWriteStream(part, { flags: have > 0 ? 'r+' : 'w', start: have }),
      );
      if (got !== size) throw new Error(`${path} ended early`);
    } finally {
      clearTimeout(timer);
    }
  }
  if (hash.digest('hex') !== sha256) {
    await rm(part, { force: true });
    throw new Error(`${path} came with another hash`);
  }
  await rename(part, target);
}

/**
 * The folder with the data of that key, brought here where it is not yet.
 *
 * @param root of all data on this machine
 * @param sources the coordinators that have it, tried in turn
 * @param onProgress bytes so far, bytes in all
 * @throws UserError where none of them gives it, saying why not
 */
export async function fetchData(options: {
  root: string;
  key: string;
  sources: () => Promise<readonly DataSource[]>;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
  /** Pause before the second attempt, doubled before each further one. Default 500. */
  retryMs?: number;
}): Promise<string> {
  const { root, key, sources, onProgress, signal, retryMs = 500 } = options;
  const folder = join(root, key);
  const isComplete = async () => (await readFile(join(folder, COMPLETE), 'utf8').catch(() => undefined)) !== undefined;
  if (await isComplete()) return folder;
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw explainFileError(error, folder);
  });
  let unlock: (() => Promise<void>) | undefined;
  // Another worker on this machine brings it.
  for (;;) {
    unlock = await takeLock(join(folder, 'fetching.lock'));
    if (unlock !== undefined) break;
    await new Promise((done) => setTimeout(done, 300));
    if (signal?.aborted === true) throw new UserError('interrupted', { exitCode: 130 });
  }
  const why: string[] = [];
  try {
    if (await isComplete()) return folder;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      if (attempt > 0) await new Promise((done) => setTimeout(done, retryMs * 2 ** (attempt - 1)));
      for (const source of await sources()) {
        try {
          const { files } = await manifestOf(source, key);
          const total = files.reduce((sum, { size }) => sum + size, 0);
          let done = 0;
          for (const file of files)
            await fetchFile(source, key, file, folder, (bytes) => {
              done += bytes;
              onProgress?.(done, total);
            });
          await writeJson(join(folder, COMPLETE), { key, files });
          return folder;
        } catch (error) {
          const { code } = (error ?? {}) as { code?: string };
          if (code === 'ENOSPC' || code === 'EACCES' || code === 'EROFS') throw explainFileError(error, folder);
          const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
          why.push(`${source.url}: ${error instanceof Error ? error.message : String(error)}${cause}`);
        }
        if (signal?.aborted === true) throw new UserError('interrupted', { exitCode: 130 });
      }
    }
  } finally {
    await unlock();
  }
  throw new UserError(
    `the data cannot be brought here: ${why.at(-1) ?? 'no coordinator of the study offers it at present'}`,
    {
      where: folder,
      remedy: 'Let `toonvision tune` run on a machine with the data, with a --data-host that this machine can reach.',
    },
  );
}
