// Repeats: parallel training, resuming, comparison and the CLI.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig, type Project } from '../src/config/index.ts';
import { extract } from '../src/dataset/index.ts';
import { findModel } from '../src/models/index.ts';
import {
  compareRepeats,
  listRepeats,
  readRepeats,
  type TrainRepeatsOptions,
  trainRepeats,
} from '../src/repeats/index.ts';
import { ensureSplit, listRuns, testOpenings, trainRun } from '../src/training/index.ts';
import { cli, colorProject } from './cliProcess.ts';

const MODEL = `import { layers } from '@toonvision/nn';
export default (_input, classes) => [
  layers.randomFlip(),
  layers.rescaling({ scale: 1 / 255 }),
  layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' }),
  layers.maxPooling2d({ poolSize: 4 }),
  layers.flatten(),
  layers.dense({ units: classes, activation: 'softmax' }),
];
`;

let project: Project;
let folder: string;
let model: string;
beforeAll(async () => {
  folder = await colorProject(20);
  model = join(folder, 'tiny.ts');
  await writeFile(model, MODEL);
  project = await loadConfig(folder);
  await extract({ project });
  await ensureSplit({ project });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const repeat = (name: string, seeds: number[], more: Partial<TrainRepeatsOptions> = {}) =>
  trainRepeats({ project, model, seeds, epochs: 3, batchSize: 8, name, ...more });

describe('repeats', () => {
  it('give the same runs sequentially, in parallel and as single runs', async () => {
    const finished: string[] = [];
    const one = await repeat('one', [0, 1, 2], { parallel: 1 });
    const two = await repeat('two', [2, 0, 1], { parallel: 2, onRun: ({ run }) => finished.push(run) });
    const hashes = Object.fromEntries(one.runs.map(({ seed, weightsSha256 }) => [seed, weightsSha256]));
    expect(Object.fromEntries(two.runs.map(({ seed, weightsSha256 }) => [seed, weightsSha256]))).toEqual(hashes);
    expect(new Set(Object.values(hashes)).size).toBe(3);
    expect(finished.sort()).toEqual(['two-seed-0', 'two-seed-1', 'two-seed-2']);
    expect(two.runs.map(({ seed }) => seed)).toEqual([2, 0, 1]);

    const { build } = await findModel(model);
    const single = await trainRun({ project, model: build, modelName: 'tiny', epochs: 3, batchSize: 8, seed: 1 });
    expect(single.record.result?.weightsSha256).toBe(hashes[1]);

    expect(one).toMatchObject({ format: 1, name: 'one', status: 'finished', seeds: [0, 1, 2], target: 'suit' });
    const test = one.metrics.test;
    expect(test.wrong?.values).toEqual(one.runs.map((run) => run.test?.wrong));
    expect(one.metrics.val.loss?.values).toEqual(one.runs.map((run) => run.val?.loss));
    expect(await readRepeats(project, 'one')).toEqual(one);
    const openings = await testOpenings(project);
    expect(openings.filter(({ reason }) => reason === 'repeats one')).toHaveLength(3);
  });

  it('resume bit-identically after an interruption, keep finished runs and accept more seeds', async () => {
    const abort = new AbortController();
    const stopped = await repeat('stopped', [0, 1, 2], {
      parallel: 1,
      signal: abort.signal,
      onRun: () => abort.abort(),
    });
    expect(stopped.status).toBe('interrupted');
    const done = stopped.runs.filter(({ status }) => status === 'finished');
    expect(done.length).toBeGreaterThan(0);
    expect(done.length).toBeLessThan(3);
    const whole = await repeat('stopped', [0, 1, 2, 3], { parallel: 2 });
    expect(whole.status).toBe('finished');
    const { runs } = await readRepeats(project, 'one');
    expect(whole.runs.slice(0, 3).map(({ weightsSha256 }) => weightsSha256)).toEqual(
      runs.map(({ weightsSha256 }) => weightsSha256),
    );
    expect(whole.runs).toHaveLength(4);
  });

  it('reject changed settings, dropped seeds, foreign runs and invalid seeds before training', async () => {
    const before = await listRuns(project);
    await expect(repeat('one', [0, 1, 2], { epochs: 4 })).rejects.toThrow('started with different settings');
    await expect(repeat('one', [0, 1])).rejects.toThrow('missing 2');
    await expect(repeat('x', [1, 1])).rejects.toThrow('expected distinct non-negative integers');
    await expect(repeat('../x', [1])).rejects.toThrow('invalid name of repeats');
    await expect(repeat('y', [1], { target: 'nothing' })).rejects.toThrow('nothing');
    const { build } = await findModel(model);
    await trainRun({ project, model: build, modelName: 'tiny', epochs: 1, name: 'taken-seed-0' });
    await expect(repeat('taken', [0])).rejects.toThrow('does not belong to repeats taken');
    expect((await listRuns(project)).filter((name) => !before.includes(name))).toEqual(['taken-seed-0']);
    expect(await listRepeats(project)).toEqual(['one', 'stopped', 'two']);
  });

  it('suggest the closest name and reject an invalid file', async () => {
    await expect(readRepeats(project, 'on')).rejects.toThrow('did you mean "one"?');
    const path = join(folder, 'repeats', 'two', 'repeats.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"format": 1', '"format": 7'));
    await expect(readRepeats(project, 'two')).rejects.toThrow('format');
    await writeFile(path, text);
  });

  it('do not differ from repeats of the same configuration', async () => {
    const comparison = compareRepeats(await readRepeats(project, 'one'), await readRepeats(project, 'two'));
    expect(comparison.seeds).toEqual([0, 1, 2]);
    for (const { difference, distinguishable } of comparison.metrics) {
      expect(difference).toBe(0);
      expect(distinguishable).toBe(false);
    }
  });
});

describe('the CLI', () => {
  it('prints results of train --repeats, repeats and compare', async () => {
    const made = await cli([
      'train',
      '--model',
      model,
      '--repeats',
      '2',
      '--epochs',
      '2',
      '--name',
      'cli',
      '--project',
      folder,
    ]);
    expect(made.code, made.stderr).toBe(0);
    expect(made.stdout).toContain('Repeats cli');
    expect(made.stdout).toMatch(/seed 1: 2 epochs, best \d, val accuracy .* test \d+ of \d+ wrong/);
    expect(made.stdout).toMatch(/Wrong samples +\d/);
    expect(made.stdout).toContain('Worst run');
    const list = await cli(['repeats', '--project', folder]);
    expect(list.stdout).toMatch(/cli +finished +.*2 of 2/);
    const shown = await cli(['repeats', 'cli', '--json', '--project', folder]);
    expect(JSON.parse(shown.stdout)).toMatchObject({ name: 'cli', status: 'finished' });
    const compared = await cli(['compare', 'one', 'two', '--project', folder]);
    expect(compared.stdout).toContain('two vs. one on test, 3 paired seeds');
    expect(compared.stdout).toContain('not significant');
    const clash = await cli(['train', '--repeats', '2', '--resume', 'x', '--project', folder]);
    expect([clash.code, clash.stderr]).toEqual([
      2,
      expect.stringContaining('--resume cannot be combined with --repeats'),
    ]);
  });

  it('sorts and filters runs and compares two of them', async () => {
    const table = await cli(['runs', '--sort', 'name', '--limit', '2', '--project', folder]);
    expect(table.code, table.stderr).toBe(0);
    expect(table.stdout).toMatch(/^cli-seed-0 +finished/m);
    expect(table.stdout).toMatch(/^2 of \d+ runs$/m);
    const json = await cli([
      'runs',
      'list',
      '--sort',
      'testWrong',
      '--status',
      'finished',
      '--json',
      '--project',
      folder,
    ]);
    const wrong = (JSON.parse(json.stdout) as { testWrong: number | null }[]).map(({ testWrong }) => testWrong ?? 1e9);
    expect(wrong).toEqual([...wrong].sort((a, b) => a - b));
    const compared = await cli(['runs', 'compare', 'one-seed-0', 'one-seed-1', '--project', folder]);
    expect(compared.stdout).toMatch(/config\.seed +0 +1/);
    expect(compared.stdout).not.toContain('config.epochs');
    const alone = await cli(['runs', 'compare', 'one-seed-0', 'one-seed-0', '--project', folder]);
    expect([alone.code, alone.stderr]).toEqual([2, expect.stringContaining('at least two runs are required')]);
    const unknown = await cli(['runs', 'compare', 'one-seed-0', 'one-seed-7', '--project', folder]);
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('did you mean')]);
  });
});
