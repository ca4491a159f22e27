// Fixtures shared by the test files of a run.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, it, onTestFinished } from 'vitest';
import { sharedFixture } from './sharedFixture.ts';

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'shared-fixture-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

it('makes a fixture once for concurrent users, and leaves nothing else behind', async () => {
  const runFolder = await temporaryFolder();
  let calls = 0;
  const make = async (folder: string) => {
    calls += 1;
    await mkdir(folder);
    await writeFile(join(folder, 'file'), 'content');
  };
  const paths = await Promise.all([1, 2, 3].map(() => sharedFixture('town', make, runFolder)));
  expect(new Set(paths)).toEqual(new Set([join(runFolder, 'town')]));
  expect(calls).toBe(1);
  expect(await readFile(join(runFolder, 'town', 'file'), 'utf8')).toBe('content');
  expect(await readdir(runFolder)).toEqual(['town']);
});

it('passes an error on and lets the next user try again', async () => {
  const runFolder = await temporaryFolder();
  const fail = async (folder: string) => {
    await mkdir(folder);
    throw new Error('disk full');
  };
  await expect(sharedFixture('town', fail, runFolder)).rejects.toThrow('disk full');
  expect(await readdir(runFolder)).toEqual([]);
  await sharedFixture('town', (folder) => mkdir(folder), runFolder);
  expect(await readdir(runFolder)).toEqual(['town']);
});

it('has a folder for each test run', () => {
  expect(existsSync(inject('runFolder'))).toBe(true);
});
