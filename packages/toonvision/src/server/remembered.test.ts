// Values are worked out once, again when a file changes, and failures are tried again.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { remembered } from './remembered.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toonvision-remembered-'));
  path = join(folder, 'file');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('remembered', () => {
  it('reads once until a file changes', async () => {
    let reads = 0;
    const value = remembered(
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

  it('does not keep failures', async () => {
    let reads = 0;
    const value = remembered(
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
