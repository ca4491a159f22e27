// Parts of distributed studies: database URLs, retries, zipped runs, and the data download.
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DataFile } from './dataFiles.ts';
import { startDataServer } from './dataServer.ts';
import { fetchData } from './fetchData.ts';
import { retryQuery } from './retryQuery.ts';
import { unzipRuns, zipRuns } from './runsZip.ts';
import { describeStorage, isConnectionLost, withoutPassword } from './storage.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toonvision-distributed-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('database URLs', () => {
  it('are shown without the password', () => {
    expect(withoutPassword('tune --storage postgres://me:s3cret:@x@h:5/d --name a')).not.toContain('s3cret');
    expect(withoutPassword('postgresql://me:a/b@h/d')).toBe('postgresql://me:***@h/d');
    expect(withoutPassword('postgres://h/d')).toBe('postgres://h/d');
    expect(describeStorage('postgres://me:secret@h:77/d')).toBe('h:77/d');
    expect(describeStorage('postgres:///d?host=/tmp')).toBe('/tmp:5432/d');
    for (const bad of ['x', 'http://a:secret@b/c', ''])
      expect(() => describeStorage(bad)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});

describe('retryQuery', () => {
  const lost = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  it('retries until the database is reachable, with one warning each way', async () => {
    const warnings: string[] = [];
    let calls = 0;
    const work = async () => {
      calls += 1;
      if (calls < 3) throw lost();
      return 'here';
    };
    expect(await retryQuery({ where: 'h/d' }, work, { onWarning: (line) => warnings.push(line) })).toBe('here');
    expect(warnings).toEqual(['lost the connection to database h/d; retrying', 'reconnected to database h/d']);
  });
  it('does not retry rejected queries or after an interruption', async () => {
    let calls = 0;
    const work = (error: Error) => async () => {
      calls += 1;
      throw error;
    };
    const refusal = Object.assign(new Error('permission denied'), { code: '42501' });
    await expect(retryQuery({ where: 'h/d' }, work(refusal))).rejects.toThrow('database h/d: permission denied');
    await expect(retryQuery({ where: 'h/d' }, work(lost()), { signal: AbortSignal.abort() })).rejects.toThrow(
      'connection failed',
    );
    expect(calls).toBe(2);
    expect(isConnectionLost(new AggregateError([lost()]))).toBe(true);
    expect(isConnectionLost(Object.assign(new Error('x'), { code: '23505' }))).toBe(false);
  });
});

describe('zipped runs', () => {
  it('are restored unchanged except that running becomes interrupted, without temporary files', async () => {
    const files: Record<string, string> = {
      'trial-0003/run.json': '{"status":"running","pid":1}',
      'trial-0003/history.csv': 'epoch\n',
      'trial-0003/tensorboard/events.out.tfevents.1.h': 'x',
      'trial-0003-2/run.json': '{"status":"finished"}',
    };
    const own = join(folder, 'own');
    for (const [path, text] of Object.entries({
      ...files,
      'trial-0003/run.json.12-1.tmp': 'half',
      'other.txt': 'x',
      'trial-0033/run.json': '{}',
      'trial-0003/resuming.json': 'x',
    })) {
      await mkdir(join(own, path, '..'), { recursive: true });
      await writeFile(join(own, path), text);
    }
    const zip = await zipRuns(own, 3);
    expect(zip?.sha256).toBe((await zipRuns(own, 3))?.sha256);
    if (zip === undefined) throw new Error('nothing zipped');
    const there = join(folder, 'there');
    await unzipRuns(zip, there);
    for (const path of Object.keys(files).slice(1, 3))
      expect(await readFile(join(there, path), 'utf8')).toBe(files[path]);
    expect(JSON.parse(await readFile(join(there, 'trial-0003/run.json'), 'utf8'))).toEqual({
      status: 'interrupted',
      pid: 1,
    });
    expect(JSON.parse(await readFile(join(there, 'trial-0003-2/run.json'), 'utf8'))).toEqual({ status: 'finished' });
    for (const path of ['other.txt', 'trial-0033/run.json', 'trial-0003/resuming.json', 'trial-0003/run.json.12-1.tmp'])
      await expect(stat(join(there, path))).rejects.toThrow('ENOENT');
    expect(await zipRuns(join(folder, 'empty'), 3)).toBeUndefined();
  });
  it.each([
    '../out.json',
    'trial-0001/../../out.json',
    '/etc/x',
    'trial-0001/a/b/c/d',
    'notes.txt',
    'trial-0001\\..\\x',
  ])('reject the path %j before writing anything', async (path) => {
    const content = Buffer.from(zipSync({ 'trial-0001/run.json': Buffer.from('{}'), [path]: Buffer.from('x') }));
    const target = join(folder, 'target');
    await expect(unzipRuns({ content, sha256: sha256(content) }, target)).rejects.toThrow('are corrupt');
    await expect(stat(target)).rejects.toThrow('ENOENT');
  });
  it('reject a checksum mismatch and a zip bomb', async () => {
    const content = Buffer.from(zipSync({ 'trial-0001/run.json': Buffer.from('{}') }));
    await expect(unzipRuns({ content, sha256: '0'.repeat(64) }, folder)).rejects.toThrow('checksum mismatch');
    const bomb = Buffer.from(zipSync({ 'trial-0001/run.json': new Uint8Array(300 * 1024 * 1024) }, { level: 1 }));
    await expect(unzipRuns({ content: bomb, sha256: sha256(bomb) }, folder)).rejects.toThrow('more than');
  });
});

describe('the data of a study', () => {
  const key = 'a'.repeat(32);
  const pixels = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
  const path = `.toonvision/cache/${'b'.repeat(32)}.pixels`;
  let servers: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
    servers = [];
  });
  const serve = async (files?: DataFile[]) => {
    const source = join(folder, 'pixels');
    await writeFile(source, pixels);
    const config = Buffer.from('{}\n');
    const defaultFiles: DataFile[] = [
      { path: 'toonvision.config.json', content: config, size: config.length, sha256: sha256(config) },
      { path, source, size: pixels.length, sha256: sha256(pixels) },
    ];
    const server = await startDataServer({ key, files: async () => files ?? defaultFiles, host: '127.0.0.1', port: 0 });
    servers.push(server);
    return server;
  };
  const root = () => join(folder, 'data');

  it('is downloaded completely, resumed after an interruption, and not downloaded twice', async () => {
    const server = await serve();
    await mkdir(join(root(), key, '.toonvision', 'cache'), { recursive: true });
    await writeFile(join(root(), key, `${path}.part`), pixels.subarray(0, 60_000));
    const seen: number[] = [];
    const got = await fetchData({
      root: root(),
      key,
      sources: async () => [server],
      onProgress: (done) => seen.push(done),
    });
    expect(got).toBe(join(root(), key));
    expect(await readFile(join(got, path))).toEqual(pixels);
    expect(seen).toContain(60_003);
    expect(seen.at(-1)).toBe(100_003);
    await server.close();
    servers = [];
    expect(await fetchData({ root: root(), key, sources: async () => expect.unreachable() })).toBe(got);
  });

  it('is downloaded again if a partial file is damaged', async () => {
    const server = await serve();
    await mkdir(join(root(), key, '.toonvision', 'cache'), { recursive: true });
    await writeFile(join(root(), key, `${path}.part`), Buffer.alloc(60_000, 7));
    const got = await fetchData({ root: root(), key, sources: async () => [server] });
    expect(await readFile(join(got, path))).toEqual(pixels);
  });

  it('comes from the second source if the first is unreachable', async () => {
    const server = await serve();
    const gone = { url: 'http://127.0.0.1:9', token: 'x' };
    expect(await fetchData({ root: root(), key, sources: async () => [gone, server] })).toBe(join(root(), key));
  });

  it('requires the token and serves only its own files', async () => {
    const { url, token } = await serve();
    const ask = (place: string, authorization?: string) =>
      fetch(`${url}${place}`, authorization === undefined ? {} : { headers: { authorization } }).then(
        ({ status }) => status,
      );
    expect(await ask(`/data/${key}/manifest.json`)).toBe(401);
    expect(await ask(`/data/${key}/manifest.json`, 'Bearer wrong')).toBe(401);
    expect(await ask(`/data/${key}/manifest.json`, `Bearer ${token}`)).toBe(200);
    for (const place of [
      `/data/${key}/../../etc/passwd`,
      `/data/${key}/%2e%2e/pixels`,
      `/data/${'c'.repeat(32)}/${path}`,
      '/',
    ])
      expect(await ask(place, `Bearer ${token}`)).toBe(404);
    expect(
      (await fetch(`${url}/data/${key}/${path}`, { method: 'POST', headers: { authorization: `Bearer ${token}` } }))
        .status,
    ).toBe(405);
  });

  const startFakeSource = async (manifest: unknown, body: Uint8Array) => {
    const server: Server = createServer(({ url, headers }, response) => {
      if (url?.endsWith('manifest.json')) return response.end(JSON.stringify(manifest));
      response.statusCode = headers.range === undefined ? 200 : 206;
      return response.end(headers.range === undefined ? body : '');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    servers.push({ close: () => new Promise((done) => server.close(() => done())) });
    const address = server.address();
    return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, token: 'x' };
  };
  const manifest = (files: unknown[]) => ({ format: 'toonvision-data', version: 1, key, files });
  it.each([
    [
      'a path outside the folder',
      manifest([{ path: '../../x', size: 1, sha256: 'a'.repeat(64) }]),
      'invalid file list',
    ],
    ['a script', manifest([{ path: 'toonvision.config.ts', size: 1, sha256: 'a'.repeat(64) }]), 'invalid file list'],
    [
      'another hash',
      manifest([{ path: 'dataset/split.json', size: 3, sha256: 'a'.repeat(64) }]),
      'does not match its hash',
    ],
    [
      'more bytes than declared',
      manifest([{ path: 'dataset/split.json', size: 2, sha256: 'a'.repeat(64) }]),
      'larger than its declared size',
    ],
    [
      'fewer bytes than declared',
      manifest([{ path: 'dataset/split.json', size: 9, sha256: 'a'.repeat(64) }]),
      'is truncated',
    ],
  ])('is rejected from a source that sends %s', { timeout: 30_000 }, async (_, list, why) => {
    const source = await startFakeSource(list, Buffer.from('abc'));
    await expect(fetchData({ root: root(), key, sources: async () => [source], retryMs: 10 })).rejects.toThrow(why);
    await expect(stat(join(root(), key, 'complete.json'))).rejects.toThrow('ENOENT');
  });
});
