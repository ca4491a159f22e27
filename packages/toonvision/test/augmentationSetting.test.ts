// Augmentation as a training setting: from flag and configuration to runs, comparisons, repeats, studies and reports.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../src/config/index.ts';
import { readRun } from '../src/training/index.ts';
import { cli, colorProject } from './cliProcess.ts';

let folder: string;
const run = (...parts: string[]) => cli([...parts, '--project', folder]);
const configOf = async (name: string) => (await readRun(await loadConfig(folder), name)).record.config;
const weightsOf = async (name: string) =>
  (await readRun(await loadConfig(folder), name)).record.result?.weightsSha256 ?? '';

beforeAll(async () => {
  folder = await colorProject();
  for (const step of ['extract', 'split']) expect(await run(step)).toMatchObject({ code: 0 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('train --augmentation', () => {
  it('precedes the model, appears in run.json and TensorBoard, and changes the weights reproducibly', async () => {
    const flags = ['--epochs', '2', '--augmentation', 'rotation=0.05,flip,fog'];
    const { stdout, code } = await run('train', ...flags, '--name', 'changed');
    expect(code).toBe(0);
    expect(stdout).toContain('augmentation randomFlip horizontal, randomRotation 0.05, randomFog 0.3');
    expect(await run('train', '--epochs', '2', '--name', 'plain')).toMatchObject({ code: 0 });
    expect(await run('train', ...flags, '--name', 'again', '--threads', '1')).toMatchObject({ code: 0 });
    const augmentation = { randomFlip: 'horizontal', randomRotation: 0.05, randomFog: 0.3 };
    expect((await configOf('changed')).augmentation).toEqual(augmentation);
    expect((await configOf('plain')).augmentation).toBeUndefined();
    expect(await weightsOf('again')).toBe(await weightsOf('changed'));
    expect(await weightsOf('plain')).not.toBe(await weightsOf('changed'));
    const model = JSON.parse(await readFile(join(folder, 'runs/changed/model.json'), 'utf8'));
    expect(JSON.stringify(model).indexOf('randomFog')).toBeLessThan(JSON.stringify(model).indexOf('rescaling'));
  });

  it('is shown in comparisons of runs and in the command of the report', async () => {
    const compared = await run('runs', 'compare', 'plain', 'changed');
    expect(compared).toMatchObject({ code: 0 });
    expect(compared.stdout).toContain('config.augmentation.randomRotation');
    expect(await run('evaluate', 'changed', '--split', 'val')).toMatchObject({ code: 0 });
    expect(await run('report', 'changed')).toMatchObject({ code: 0 });
    const report = await readFile(join(folder, 'runs/changed/report.html'), 'utf8');
    expect(report).toContain('--augmentation rotation=0.05,flip,fog');
    expect(report).toContain('augmentation.randomRotation');
  });

  it('does not repeat the augmentation of the model, with a notice', async () => {
    const { stderr, stdout, code } = await run(
      ...['train', '--model', 'random', '--epochs', '1', '--augmentation', 'flip,zoom', '--name', 'own'],
    );
    expect(code).toBe(0);
    expect(stdout + stderr).toContain('random already starts with randomFlip');
    expect(await configOf('own')).toMatchObject({
      augmentation: { randomZoom: 0.1 },
      augmentationOfModel: ['randomFlip'],
    });
  });

  it('rejects unknown layers and invalid values', async () => {
    const wrong = await run('train', '--augmentation', 'flip,rotation=3');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('rotation: must be above 0 to 0.5');
  });

  it('of the configuration applies to runs, repeats and studies unless disabled by none', async () => {
    const path = join(folder, 'toonvision.config.json');
    const before = await readFile(path, 'utf8');
    const train = { epochs: 1, augmentation: { randomBlur: true } };
    await writeFile(path, JSON.stringify({ ...JSON.parse(before), train }));
    expect(await run('train', '--name', 'configured')).toMatchObject({ code: 0 });
    expect((await configOf('configured')).augmentation).toEqual({ randomBlur: 1 });
    expect(await run('train', '--augmentation', 'none', '--name', 'without')).toMatchObject({ code: 0 });
    expect((await configOf('without')).augmentation).toBeUndefined();
    expect(await run('train', '--repeats', '2', '--name', 'twice')).toMatchObject({ code: 0 });
    expect((await configOf('twice-seed-1')).augmentation).toEqual({ randomBlur: 1 });
    const again = await run('train', '--repeats', '2', '--name', 'twice', '--augmentation', 'blur=2');
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('started with different settings');
    const study = ['tune', '--name', 'small', '--sampler', 'random', '--space', 'bayesian', '--trials', '1'];
    expect(await run(...study, '--epochs', '1', '--augmentation', 'erasing,flip')).toMatchObject({ code: 0 });
    const record = JSON.parse(await readFile(join(folder, 'studies/small/trials/trial-0000/run.json'), 'utf8'));
    expect(record.config).toMatchObject({ augmentation: { randomErasing: 0.3 } });
    const out = join(folder, 'best.ts');
    expect((await run('study', 'model', 'small', '0', '--out', out)).stdout).toContain(
      '--augmentation flip,erasing=0.3',
    );
    expect(await run('inspect', '--augmentation', '2', '--model', 'baseline')).toMatchObject({ code: 0 });
    await writeFile(path, JSON.stringify({ ...JSON.parse(before), train: { augmentation: { randomBlur: 99 } } }));
    const wrong = await run('train');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('train.augmentation.randomBlur: must be above 0 to 32, or true');
    await writeFile(path, before);
  });
});
