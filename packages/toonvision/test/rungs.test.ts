// Rungs of hyperband and ASHA: a promoted trial continues training to the same bits as without interruption.
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { layers } from '@toonvision/nn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig, type Project } from '../src/config/index.ts';
import { extract } from '../src/dataset/index.ts';
import { type ModelBuilder, modelBuilder } from '../src/models/index.ts';
import { ensureSplit, extendRun, readRun, resumeRun, trainRun, whyNotExtended } from '../src/training/index.ts';
import { continueTrial, finishedTrials, type Trial, trialProject, tuneStudy } from '../src/tuning/index.ts';
import { cli, colorProject } from './cliProcess.ts';

const SPACE = `import { layers } from '@toonvision/nn';
export default (hp, _input, classes) => [
  layers.rescaling({ scale: 1 / 255 }),
  layers.conv2d({ filters: hp.int('filters', { min: 2, max: 8 }), kernelSize: 3, activation: 'relu' }),
  layers.maxPooling2d({ poolSize: hp.int('pool', { min: 2, max: 8 }) }),
  layers.dropout({ rate: 0.3 }),
  layers.flatten(),
  layers.dense({ units: classes, activation: 'softmax' }),
];
`;

let folder: string;
let project: Project;
let space: string;
beforeAll(async () => {
  folder = await colorProject(16);
  space = join(folder, 'space.ts');
  await writeFile(space, SPACE);
  project = await loadConfig(folder);
  await extract({ project });
  await ensureSplit({ project });
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const modelOf = (filters: number, poolSize: number): ModelBuilder =>
  modelBuilder(
    (_, classes) => [
      layers.rescaling({ scale: 1 / 255 }),
      layers.conv2d({ filters, kernelSize: 3, activation: 'relu' }),
      layers.maxPooling2d({ poolSize }),
      layers.dropout({ rate: 0.3 }),
      layers.flatten(),
      layers.dense({ units: classes, activation: 'softmax' }),
    ],
    'small',
  );
const small = modelOf(4, 4);
const train = { batchSize: 8, patience: 30 } as const;

describe('a run that reached its epoch limit', () => {
  it('is continued for more epochs in a separate folder, as if it had not ended', async () => {
    const options = { ...train, project, model: small, modelName: 'small', seed: 3, threads: 1 };
    const whole = await trainRun({ ...options, epochs: 9, name: 'whole' });
    const short = await trainRun({ ...options, epochs: 4, name: 'short', keepState: true });
    const files = await readdir(short.directory);
    const longer = await extendRun(short, { project, name: 'longer', epochs: 9 });
    expect(longer.record).toMatchObject({ name: 'longer', status: 'interrupted', config: { epochs: 9 } });
    const end = await resumeRun({ project, name: 'longer', model: small, threads: 1 });
    expect(end.record.result?.weightsSha256).toBe(whole.record.result?.weightsSha256);
    expect(await readFile(join(end.directory, 'weights.safetensors'))).toEqual(
      await readFile(join(whole.directory, 'weights.safetensors')),
    );
    const epochs = async (name: string) =>
      JSON.parse(await readFile(join((await readRun(project, name)).directory, 'history.json'), 'utf8'));
    const bare = (history: { epoch: number; valLoss: number }[]) =>
      history.map(({ epoch, valLoss }) => [epoch, valLoss]);
    expect(bare(await epochs('longer'))).toEqual(bare(await epochs('whole')));
    // The original run is unchanged.
    expect(await readdir(short.directory)).toEqual(files);
    expect((await readRun(project, 'short')).record).toEqual(short.record);
  });

  it('reports why it cannot be continued', async () => {
    const options = { ...train, project, model: small, modelName: 'small', epochs: 2, threads: 1 };
    const unkept = await trainRun({ ...options, name: 'unkept' });
    expect(await whyNotExtended(unkept, 4)).toBe('the state of its training was not kept');
    const kept = await trainRun({ ...options, name: 'kept', keepState: true });
    expect(await whyNotExtended(kept, 2)).toBe('it has 2 epochs already');
    expect(await whyNotExtended(kept, 3)).toBeUndefined();
    const cosine = await trainRun({ ...options, name: 'cosine', keepState: true, schedule: 'cosineDecay' });
    expect(await whyNotExtended(cosine, 4)).toContain('learning rate');
    const ended = await trainRun({ ...options, epochs: 60, patience: 1, minDelta: 5, name: 'ended', keepState: true });
    expect(await whyNotExtended(ended, 90)).toContain('it ended by itself');
    await expect(extendRun(ended, { project, name: 'x', epochs: 90 })).rejects.toMatchObject({ exitCode: 2 });
    await expect(extendRun(kept, { project, name: 'cosine', epochs: 4 })).rejects.toThrow('already exists');
    await mkdir(join(project.paths.runs, 'free'), { recursive: true });
    await expect(extendRun(kept, { project, name: 'free', epochs: 4 })).rejects.toThrow('already exists');
  });
});

describe.each(['hyperband', 'asha'] as const)('%s', (sampler) => {
  let trials: Trial[];
  const options = { sampler, minEpochs: 2, epochs: 8, factor: 2, trials: 14, train } as const;
  it('continues weights from rung to rung to the same bits as uninterrupted training', async () => {
    const study = await tuneStudy({ ...options, project, space, name: sampler, workers: 2 });
    trials = study.trials;
    const higher = finishedTrials(trials).filter(({ suggestion }) => suggestion.fromTrial !== undefined);
    expect(higher.length).toBeGreaterThan(2);
    for (const { number, suggestion, result } of higher) {
      const run = await readRun(trialProject(project, sampler), `trial-${String(number).padStart(4, '0')}`);
      // Resumed, not started from scratch.
      expect(run.record.resumedAt?.length).toBeGreaterThan(0);
      const own = await readRun(trialProject(project, sampler), run.name);
      const whole = await trainRun({
        ...{ ...train, project, threads: 1, epochs: suggestion.epochs ?? 8, modelName: `${sampler}-${number}` },
        model: modelOf(Number(suggestion.values.filters), Number(suggestion.values.pool)),
      });
      expect(own.record.result?.weightsSha256).toBe(whole.record.result?.weightsSha256);
      expect(result.executions[0]?.epochs).toBe(whole.record.result?.epochs);
      await expect(stat(join(run.directory, 'report.html'))).rejects.toThrow('ENOENT');
    }
  });
  it('is the same for any number of workers and after an interruption', async () => {
    const stop = new AbortController();
    const name = `${sampler}-again`;
    await tuneStudy({
      ...{ ...options, project, space, name, workers: 1, signal: stop.signal },
      onTrial: ({ number }) => (number === 6 ? stop.abort() : undefined),
    });
    const { trials: again } = await tuneStudy({ ...options, project, space, name, workers: 3 });
    const bare = (all: readonly Trial[]) =>
      all.map(({ suggestion, result }) => [suggestion, result?.objectives, result?.executions[0]?.weightsSha256]);
    expect(bare(again)).toEqual(bare(trials));
  });
});

describe('a trial that hit its epoch budget', () => {
  it('is continued on request as a run of the project, without changing the study', async () => {
    const options = { sampler: 'random', epochs: 3, trials: 2, train, seed: 4 } as const;
    const { trials } = await tuneStudy({ ...options, project, space, name: 'cut', workers: 1 });
    const run = await continueTrial({ project, name: 'cut', trial: 1, epochs: 7 });
    expect(run.record).toMatchObject({ name: 'cut-trial-1-to-7', status: 'finished', result: { epochs: 7 } });
    const { filters, pool } = trials[1]?.suggestion.values ?? {};
    const whole = await trainRun({
      ...{ ...train, project, threads: 1, epochs: 7, modelName: 'whole', name: 'cut-whole' },
      model: modelOf(Number(filters), Number(pool)),
    });
    expect(run.record.result?.weightsSha256).toBe(whole.record.result?.weightsSha256);
    const shown = await cli(['study', 'continue', 'cut', '0', '--epochs', '6'], { cwd: folder });
    expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining('cut-trial-0-to-6') });
    const again = await cli(['study', 'continue', 'cut', '0', '--epochs', '2'], { cwd: folder });
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('it has 3 epochs already') });
    const none = await cli(['study', 'continue', 'cut', '9', '--epochs', '5'], { cwd: folder });
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('trial 9 not found') });
  });

  it('has a patience relative to its epochs, and a first epoch from which it counts', async () => {
    const parts = ['tune', '--space', 'space.ts', '--name', 'late', '--trials', '1', '--epochs', '40'];
    const { code } = await cli([...parts, '--patience', '10%', '--start-from-epoch', '20'], { cwd: folder });
    expect(code).toBe(0);
    const { record } = await readRun(trialProject(project, 'late'), 'trial-0000');
    expect(record.config.earlyStopping).toMatchObject({ patience: 4, startFromEpoch: 20 });
    expect(record.result?.epochs).toBeGreaterThanOrEqual(23);
    const bad = await cli([...parts, '--patience', '0%'], { cwd: folder });
    expect(bad).toMatchObject({ code: 2, stderr: expect.stringContaining('--patience') });
  });
});
