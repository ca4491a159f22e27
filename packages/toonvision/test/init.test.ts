// `toonvision init` for every annotation format: detection, the written configuration, and extraction with it.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../src/config/index.ts';
import { cli, colorProject } from './cliProcess.ts';
import { temporaryFolder } from './datasetTown.ts';

const pngImage = (r: number) =>
  sharp({ create: { width: 40, height: 30, channels: 3, background: { r, g: 90, b: 90 } } })
    .png()
    .toBuffer();

describe('init', () => {
  it('writes a configuration for labelImg files that other commands accept', async () => {
    const folder = await colorProject(6);
    await rm(join(folder, 'toonvision.config.json'));
    const result = await cli(['init', folder, '--yes']);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toContain('Found in screenshots: 6 images, Pascal VOC.');
    expect(result.stdout).toContain('12 objects with 2 labels: cog_bb_flunky (6), cog_lb_bigwig (6).');
    const project = await loadConfig(folder);
    expect(project.targets.class?.classes).toEqual(['cog_bb_flunky', 'cog_lb_bigwig']);
    expect(project.street).toBe('folder');
    expect(project.input.height).toBeGreaterThan(project.input.width);
    expect(await cli(['extract', '--project', folder])).toMatchObject({ code: 0 });
    expect(await cli(['split', '--project', folder])).toMatchObject({ code: 0 });
    const again = await cli(['init', folder, '--yes']);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('a configuration already exists') });
    await rm(folder, { recursive: true });
  });

  it('writes a configuration for YOLO and for a folder per class', async () => {
    const yolo = await temporaryFolder();
    await mkdir(join(yolo, 'images'));
    for (const [index, box] of ['0 0.5 0.5 0.4 0.8', '1 0.5 0.5 0.4 0.8'].entries()) {
      await writeFile(join(yolo, 'images', `${index}.png`), await pngImage(index * 80));
      await writeFile(join(yolo, 'images', `${index}.txt`), `${box}\n`);
    }
    await writeFile(join(yolo, 'images', 'classes.txt'), 'red-car\nblue-bus\n');
    expect(await cli(['init', '--json'], { cwd: yolo })).toMatchObject({ code: 0 });
    expect(await readFile(join(yolo, 'toonvision.config.ts'), 'utf8')).toContain("screenshots: 'images'");
    expect(await cli(['extract'], { cwd: yolo })).toMatchObject({ code: 0 });

    const folders = await temporaryFolder();
    for (const name of ['cat', 'dog']) {
      await mkdir(join(folders, 'photos', name), { recursive: true });
      for (let i = 0; i < 3; i++) await writeFile(join(folders, 'photos', name, `${i}.png`), await pngImage(i * 40));
    }
    expect(await cli(['init', '--yes', '--input', '32x48'], { cwd: folders })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('a folder per class'),
    });
    const project = await loadConfig(folders);
    expect(project.targets.class?.classes).toEqual(['cat', 'dog']);
    expect(project.input).toMatchObject({ height: 32, width: 48 });
    expect(await cli(['extract'], { cwd: folders })).toMatchObject({ code: 0 });
  });

  it('reports missing images, folders and labels, and invalid options', async () => {
    const folder = await temporaryFolder();
    const here = (parts: string[]) => cli(['init', ...parts], { cwd: folder });
    expect(await here(['--yes'])).toMatchObject({ code: 2, stderr: expect.stringContaining('no images found') });
    expect(await here(['nowhere'])).toMatchObject({ code: 2, stderr: expect.stringContaining('folder not found') });
    expect(await here(['--input', 'big'])).toMatchObject({ code: 2, stderr: expect.stringContaining('600x200') });
    await writeFile(join(folder, 'a.png'), await pngImage(1));
    expect(await here(['--yes'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no labels found'),
    });
    await mkdir(join(folder, 'images', 'cat'), { recursive: true });
    await mkdir(join(folder, 'images', 'dog'));
    for (const name of ['cat/1', 'cat/2', 'dog/1', 'dog/2'])
      await writeFile(join(folder, 'images', `${name}.png`), await pngImage(9));
    expect(await here(['--yes', '--target', 'colour'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('unknown label part "colour"; expected one of class'),
    });
    await expect(readFile(join(folder, 'toonvision.config.ts'))).rejects.toThrow('ENOENT');
  });
});
