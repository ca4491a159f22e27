// Tests of lruCache.ts: caching, eviction and failures.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lruCache, whileUnchanged } from './lruCache.ts';

describe('lruCache', () => {
  it('computes an answer once, even for concurrent requests', async () => {
    let runs = 0;
    const cache = lruCache<number>(4);
    const compute = async () => {
      runs += 1;
      return runs;
    };
    expect(await Promise.all([cache('a', compute), cache('a', compute)])).toEqual([1, 1]);
    expect(await cache('b', compute)).toBe(2);
    expect(await cache('a', compute)).toBe(1);
  });

  it('drops the least recently used answer', async () => {
    const cache = lruCache<string>(2);
    for (const key of ['a', 'b', 'a', 'c']) await cache(key, async () => `first ${key}`);
    expect(await cache('a', async () => 'again')).toBe('first a');
    expect(await cache('b', async () => 'again')).toBe('again');
  });

  it('does not cache failures', async () => {
    const cache = lruCache<string>(2);
    await expect(cache('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await cache('a', async () => 'whole')).toBe('whole');
  });
});

describe('whileUnchanged', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toonvision-cache-'));
    path = join(folder, 'file');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('reads once until a file changes', async () => {
    let reads = 0;
    const value = whileUnchanged(
      () => [path],
      async () => ++reads,
    );
    expect(await Promise.all([value(), value(), value()])).toEqual([1, 1, 1]);
    await writeFile(path, 'a');
    expect(await value()).toBe(2);
    await writeFile(path, 'ab');
    expect([await value(), await value()]).toEqual([3, 3]);
    await rm(path);
    expect(await value()).toBe(4);
  });

  it('retries after a failure', async () => {
    let reads = 0;
    const value = whileUnchanged(
      () => [path],
      async () => {
        reads += 1;
        if (reads === 1) throw new Error('not yet');
        return reads;
      },
    );
    await expect(value()).rejects.toThrow('not yet');
    expect(await value()).toBe(2);
  });
});
