// Downloads the data of a study to this machine: resumes interrupted transfers and verifies every file by its hash.
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

/** Written last; marks a complete download. */
const COMPLETE = 'complete.json';
const headers = (token: string) => ({ authorization: `Bearer ${token}` });
/** Timeout of a connection that sends no data. */
const IDLE_TIMEOUT_MS = 30_000;
/** Number of passes over all sources. */
const MAX_ATTEMPTS = 4;

async function fetchManifest({ url, token }: DataSource, key: string): Promise<DataManifest> {
  const response = await fetch(`${url}/data/${key}/manifest.json`, {
    headers: headers(token),
    // The first request waits until all files are hashed.
    signal: AbortSignal.timeout(10 * 60_000),
  });
  if (!response.ok) throw new Error(`responded with status ${response.status}`);
  const parsed = dataManifestSchema.safeParse(await response.json());
  if (!parsed.success || parsed.data.key !== key) throw new Error('invalid file list');
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
  const offset = await stat(part)
    .then((stats) => (stats.size <= size ? stats.size : 0))
    .catch(() => 0);
  const hash = createHash('sha256');
  if (offset > 0) await pipeline(createReadStream(part, { end: offset - 1 }), hash, { end: false });
  onBytes(offset);
  if (offset < size || offset === 0) {
    const idle = new AbortController();
    let timer = setTimeout(() => idle.abort(), IDLE_TIMEOUT_MS);
    try {
      const response = await fetch(`${url}/data/${key}/${path}`, {
        headers: { ...headers(token), ...(offset > 0 ? { range: `bytes=${offset}-` } : {}) },
        signal: idle.signal,
      });
      if (response.status !== (offset > 0 ? 206 : 200) || response.body === null)
        throw new Error(`responded with status ${response.status} for ${path}`);
      let received = offset;
      await pipeline(
        Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]),
        async function* (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            clearTimeout(timer);
            timer = setTimeout(() => idle.abort(), IDLE_TIMEOUT_MS);
            received += chunk.length;
            if (received > size) throw new Error(`${path} is larger than its declared size`);
            hash.update(chunk);
            onBytes(chunk.length);
            yield chunk;
          }
        },
        createWriteStream(part, { flags: offset > 0 ? 'r+' : 'w', start: offset }),
      );
      if (received !== size) throw new Error(`${path} is truncated`);
    } finally {
      clearTimeout(timer);
    }
  }
  if (hash.digest('hex') !== sha256) {
    await rm(part, { force: true });
    throw new Error(`${path} does not match its hash`);
  }
  await rename(part, target);
}

/**
 * Returns the folder with the data of a key, downloading it if it is missing.
 *
 * @param options.root folder of all downloaded data on this machine
 * @param options.sources lists the coordinators that serve the data; they are tried in turn
 * @param options.onProgress called with bytes received and total bytes
 * @throws UserError if no source delivers the data, with the last reason
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
  // Another worker on this machine may be downloading it.
  for (;;) {
    unlock = await takeLock(join(folder, 'fetching.lock'));
    if (unlock !== undefined) break;
    await new Promise((done) => setTimeout(done, 300));
    if (signal?.aborted === true) throw new UserError('interrupted', { exitCode: 130 });
  }
  const errors: string[] = [];
  try {
    if (await isComplete()) return folder;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      if (attempt > 0) await new Promise((done) => setTimeout(done, retryMs * 2 ** (attempt - 1)));
      for (const source of await sources()) {
        try {
          const { files } = await fetchManifest(source, key);
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
          errors.push(`${source.url}: ${error instanceof Error ? error.message : String(error)}${cause}`);
        }
        if (signal?.aborted === true) throw new UserError('interrupted', { exitCode: 130 });
      }
    }
  } finally {
    await unlock();
  }
  throw new UserError(`failed to download the data: ${errors.at(-1) ?? 'no coordinator of the study is serving it'}`, {
    where: folder,
    remedy: 'Run `toonvision tune` on a machine that has the data, with a --data-host reachable from here.',
  });
}
