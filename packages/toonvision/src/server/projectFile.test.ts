// Tests of projectFile.ts: no path leads outside the project's folder.
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectFile } from './projectFile.ts';

let folder: string;
let root: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'toonvision-files-')));
  root = join(folder, 'project');
  await mkdir(join(root, 'dataset'), { recursive: true });
  await mkdir(join(folder, 'project-secret'));
  await writeFile(join(root, 'dataset', 'crop.png'), 'crop');
  await writeFile(join(root, 'dataset', '..crop.png'), 'crop');
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(folder, 'project-secret', 'secret.txt'), 'secret');
  await symlink(join(folder, 'secret.txt'), join(root, 'link.txt'));
  await symlink(folder, join(root, 'up'));
  await symlink(join(root, 'dataset'), join(root, 'own'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('projectFile', () => {
  it('finds files inside the folder, also through links that stay inside', async () => {
    expect(await projectFile(root, 'dataset/crop.png')).toBe(join(root, 'dataset', 'crop.png'));
    expect(await projectFile(root, 'dataset/..crop.png')).toBe(join(root, 'dataset', '..crop.png'));
    expect(await projectFile(root, 'dataset/../dataset/crop.png')).toBe(join(root, 'dataset', 'crop.png'));
    expect(await projectFile(root, 'own/crop.png')).toBe(join(root, 'dataset', 'crop.png'));
  });

  it.each([
    '',
    '.',
    'dataset',
    'missing.png',
    '../secret.txt',
    'dataset/../../secret.txt',
    '../project-secret/secret.txt',
    '/etc/passwd',
    '//etc/passwd',
    'C:/windows/win.ini',
    '..\\secret.txt',
    'dataset/crop.png\0.txt',
    'link.txt',
    'up/secret.txt',
    'up/project/../secret.txt',
  ])('finds nothing at %j', async (path) => {
    expect(await projectFile(root, path)).toBeUndefined();
  });
});
