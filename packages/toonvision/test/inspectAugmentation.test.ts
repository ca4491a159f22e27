// Tests of `toonvision inspect --augmentation`.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, colorProject } from './cliProcess.ts';

let folder: string;

beforeAll(async () => {
  folder = await colorProject(4);
  await cli(['extract'], { cwd: folder });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('inspect --augmentation', () => {
  it('writes a sheet of the samples of a model', async () => {
    const { code, stdout } = await cli(['inspect', '--augmentation', '2', '--model', 'random'], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toContain('6 samples, random, epochs 1 to 2');
    const sheet = await sharp(join(folder, 'dataset/inspect/augmentation-random.png')).metadata();
    expect(sheet.width).toBeGreaterThan(100);
  });

  it('accepts a model file, samples and a seed, and prints JSON', async () => {
    const model = join(folder, 'foggy.mjs');
    const nn = import.meta.resolve('@toonvision/nn');
    await writeFile(
      model,
      `import { layers } from '${nn}';
export default (_input, classes) => [layers.randomFog({ strength: [0.5, 0.9] }), layers.flatten(),
  layers.dense({ units: classes, activation: 'softmax' })];`,
    );
    const flags = ['--augmentation', '3', '--model', model, '--seed', '4', '--json'];
    const all = JSON.parse((await cli(['inspect', ...flags], { cwd: folder })).stdout);
    expect(all).toMatchObject({ file: 'dataset/inspect/augmentation-foggy.png', variants: 3 });
    const one = await cli(['inspect', ...flags, '--sample', all.samples[2]], { cwd: folder });
    expect(JSON.parse(one.stdout).samples).toEqual([all.samples[2]]);
  });

  it('rejects a model without augmentation, and unknown samples', async () => {
    const none = await cli(['inspect', '--augmentation', '2', '--model', 'baseline'], { cwd: folder });
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('the model baseline has no augmentation');
    const flags = ['--augmentation', '2', '--model', 'random', '--sample', 'nobody'];
    const missing = await cli(['inspect', ...flags], { cwd: folder });
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('sample nobody not found');
  });
});
