// Confirmation of a study over other seeds, with a refit and one test evaluation; search spaces beyond layers.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig, type Project } from '../src/config/index.ts';
import { extract } from '../src/dataset/index.ts';
import { readRepeats } from '../src/repeats/index.ts';
import { writeReport } from '../src/reports/index.ts';
import { ensureSplit, evaluateRun, readRun, testOpenings } from '../src/training/index.ts';
import {
  bestTrial,
  builtInSpaces,
  confirmStudy,
  discoverSpace,
  findSpace,
  finishedTrials,
  paretoFront,
  readConfirmation,
  readStudy,
  spaceFingerprint,
  trialProject,
  tuneStudy,
  withinLimits,
} from '../src/tuning/index.ts';
import { cli, colorProject } from './cliProcess.ts';

const SPACE = `import { layers } from '@toonvision/nn';
export default (hp, input, classes) => {
  const shrink = hp.choice('shrink', [1, 2]);
  return {
    input: { height: input.height / shrink, width: input.width / shrink },
    model: [
      ...(hp.boolean('flip') ? [layers.randomFlip()] : []),
      layers.rescaling({ scale: 1 / 255 }),
      layers.conv2d({ filters: hp.int('filters', { min: 2, max: 8, step: 2 }), kernelSize: 3, activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({ units: classes, activation: 'softmax' }),
    ],
    train: { classWeight: hp.choice('class_weight', ['none', 'balanced']), batchSize: hp.choice('batch', [8, 16]) },
  };
};
`;

let folder: string;
let project: Project;
let space: string;
beforeAll(async () => {
  folder = await colorProject(20);
  space = join(folder, 'space.ts');
  await writeFile(space, SPACE);
  project = await loadConfig(folder);
  await extract({ project });
  await ensureSplit({ project });
  await tuneStudy({
    ...{ project, name: 'whole', space, sampler: 'random', trials: 8, epochs: 4, seed: 3, workers: 2 },
    objectives: ['valLoss', 'inferenceMs'],
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a search space beyond layers', () => {
  it('varies input size, augmentation, class weights and batch size, and measures latency', async () => {
    const { record, trials } = await tuneStudy({
      ...{ project, name: 'whole', space, sampler: 'random', trials: 8, epochs: 4, seed: 3, workers: 1 },
      objectives: ['valLoss', 'inferenceMs'],
    });
    const finished = finishedTrials(trials);
    expect(finished).toHaveLength(8);
    const seen = new Set<number>();
    for (const { number, suggestion, result } of finished) {
      const run = await readRun(trialProject(project, 'whole'), result.executions[0]?.run ?? '');
      const { input, classWeight, batchSize } = run.record.config;
      const shrink = Number(suggestion.values.shrink);
      expect([input.height, input.width]).toEqual([project.input.height / shrink, project.input.width / shrink]);
      expect(classWeight.kind).toBe(suggestion.values.class_weight);
      expect(batchSize).toBe(suggestion.values.batch);
      expect(run.record.study).toEqual({ name: 'whole', trial: number, values: suggestion.values });
      expect(result.objectives[1]).toBeGreaterThan(0);
      expect(result.objectives[1]).toBeLessThan(1000);
      seen.add(shrink);
    }
    expect([...seen].sort()).toEqual([1, 2]);
    // Size and latency are not metrics for choosing a model.
    const best = bestTrial(record.settings, trials, 'lowest');
    expect(best?.result.objectives[0]).toBe(Math.min(...finished.map(({ result }) => result.objectives[0] ?? 9)));
    const smallest = Math.min(...finished.map(({ result }) => result.parameters));
    const limited = withinLimits(trials, { maxParameters: smallest });
    expect(bestTrial(record.settings, limited)?.result.parameters).toBe(smallest);
    expect(bestTrial(record.settings, withinLimits(trials, { maxMultiplyAdds: 1 }))).toBeUndefined();
  });

  it('writes the hyperparameters of each trial for TensorBoard', async () => {
    const runs = trialProject(project, 'whole').paths.runs;
    const events = join(runs, 'trial-0000', 'tensorboard');
    const [file = ''] = await readdir(events);
    // Hyperparameter names are plain text in the event file.
    const text = (await readFile(join(events, file))).toString('latin1');
    for (const name of ['shrink', 'class_weight', 'filters']) expect(text).toContain(name);
  });

  it('is rejected without an input size', async () => {
    const file = join(folder, 'none.ts');
    await writeFile(file, SPACE.replace('input.height / shrink', '0'));
    await expect(tuneStudy({ project, name: 'none', space: file, trials: 1, epochs: 1 })).rejects.toThrow(
      /input\.height is 0 for/,
    );
  });
});

describe('a confirmed study', () => {
  it('trains the Pareto front over new seeds, chooses, refits on train and val, opens test once', async () => {
    const before = (await testOpenings(project)).length;
    const { record, trials } = await readStudy(project, 'whole');
    const front = paretoFront(record.settings, trials).map(({ number }) => number);
    const found = await confirmStudy({ project, name: 'whole', seeds: 2 });
    expect(found.points.map(({ trial }) => trial)).toEqual(front);
    expect(found.seeds).toEqual([1, 2]);
    for (const { repeats, values, mean, trial } of found.points) {
      const stored = await readRepeats(project, repeats);
      expect(stored.runs.map(({ val }) => val?.loss)).toEqual(values);
      expect(stored.runs.every(({ test }) => test === undefined)).toBe(true);
      expect(mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 12);
      // Same architecture and size as the trial.
      const run = await readRun(project, stored.runs[0]?.run ?? '');
      const own = finishedTrials(trials).find(({ number }) => number === trial);
      expect(run.record.model.parameters).toBe(own?.result.parameters);
      expect(run.record.study).toMatchObject({ name: 'whole', trial });
    }
    const least = Math.min(...found.points.map(({ mean }) => mean));
    const chosen = found.points.find(({ trial }) => trial === found.chosen);
    const lowest = found.points.find(({ mean }) => mean === least);
    expect(chosen?.mean).toBeLessThanOrEqual(least + (lowest?.standardError ?? 0));
    const refit = await readRun(project, found.refit?.run ?? '');
    const trial = await readRun(project, `${chosen?.repeats}-seed-1`);
    expect(refit.record.config.trainOn).toBe('trainVal');
    expect(refit.record.data.train).toBe(trial.record.data.train + trial.record.data.val);
    expect(refit.record.data.val).toBe(0);
    expect(refit.record.result).toMatchObject({ epochs: found.refit?.epochs, bestEpoch: found.refit?.epochs });
    expect(refit.record.result?.best?.valLoss).toBeUndefined();
    expect(await testOpenings(project)).toHaveLength(before + 1);
    // A second call trains nothing and does not use the test split.
    const again = await confirmStudy({ project, name: 'whole', seeds: 2 });
    expect({ ...again, date: '' }).toEqual({ ...found, date: '' });
    expect(await testOpenings(project)).toHaveLength(before + 1);
    expect(await readConfirmation(project, 'whole')).toEqual(again);
    await expect(evaluateRun({ project, run: refit, split: 'val' })).rejects.toThrow(
      'the run was trained on train and val together',
    );
  });

  it('appears in the report of the run, with its charts', async () => {
    const { refit } = (await readConfirmation(project, 'whole')) ?? {};
    const { file, figures } = await writeReport({ project, run: refit?.run ?? '', maps: false });
    const page = (await readFile(file, 'utf8')).replace(/base64,[A-Za-z0-9+/=]*/g, '');
    expect(page).toContain('Hyperparameter search');
    expect(page).toMatch(/The architecture is trial \d+ of the study whole/);
    expect(page).toContain('trained on training and validation split together');
    for (const name of ['history', 'front-parameters', 'parallel', 'slices', 'importance', 'workers'])
      expect(figures.some((path) => path.endsWith(`study-${name}-light.svg`))).toBe(true);
    expect(/.{0,80}(?:NaN|undefined).{0,40}/.exec(page)?.[0]).toBeUndefined();
  });

  it('can be interrupted and resumed', async () => {
    await tuneStudy({ project, name: 'short', space, sampler: 'random', trials: 2, epochs: 3, seed: 5 });
    const stop = new AbortController();
    await expect(
      confirmStudy({ project, name: 'short', seeds: 2, signal: stop.signal, onPoint: () => stop.abort() }),
    ).rejects.toThrow('interrupted');
    const found = await confirmStudy({ project, name: 'short', seeds: 2, refit: false });
    expect(found.points.every(({ values }) => values.length === 2)).toBe(true);
    expect(found.refit).toBeNull();
  });

  it('rejects unknown trials and too few seeds', async () => {
    await expect(confirmStudy({ project, name: 'whole', seeds: 1 })).rejects.toThrow(
      'expected at least 2 seeds, got 1',
    );
    await expect(confirmStudy({ project, name: 'whole', trials: [99] })).rejects.toThrow('trial 99 not found');
    await expect(confirmStudy({ project, name: 'hole' })).rejects.toThrow('did you mean "whole"?');
  });

  it('is available on the command line', async () => {
    const { code, stdout } = await cli(['study', 'confirm', 'whole', '--seeds', '2', '--project', folder]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/test: \d+ of \d+ wrong/);
    const shown = await cli(['study', 'show', 'whole', '--max-multiply-adds', '1', '--project', folder]);
    expect(shown.stdout).toContain('no trial is within the limits');
  });
});

describe('example search spaces', () => {
  const example = (name: string) => fileURLToPath(new URL(`../../../examples/spaces/${name}.ts`, import.meta.url));
  const input = { height: 600, width: 200, channels: 3 };
  it.each(['article', 'bayesian'] as const)('%s equals the built-in space', async (name) => {
    const own = discoverSpace((await findSpace(example(name))).build, input, 4);
    expect(spaceFingerprint(own)).toBe(spaceFingerprint(discoverSpace(builtInSpaces[name], input, 4)));
  });
  it('whole-training is a valid space', async () => {
    const { hyperparameters } = discoverSpace((await findSpace(example('whole-training'))).build, input, 4);
    expect(hyperparameters.map(({ name }) => name)).toContain('rotation');
  });
});
