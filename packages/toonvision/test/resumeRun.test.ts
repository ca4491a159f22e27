// An interrupted run is resumed to the same bits as a run without interruption, on folds too.
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainSettings } from '../src/config/index.ts';
import { findModel } from '../src/models/index.ts';
import { loadRunModel, readRun, resumeRun, trainRun } from '../src/training/index.ts';
import { cli } from './cliProcess.ts';
import { createRunProject, type RunProject, SETTINGS, STATE_FILE } from './interruptedRuns.ts';

let folder: RunProject['folder'];
let modelFile: RunProject['modelFile'];
let project: RunProject['project'];
let train: RunProject['train'];
let outcome: RunProject['outcome'];

beforeAll(async () => {
  const runs = await createRunProject();
  ({ folder, modelFile, outcome, project, train } = runs);
  await runs.train('whole');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('an interrupted run', () => {
  it('is resumed to the same bits after any batch, with another number of threads, and its state is deleted', async () => {
    const expected = await outcome('whole');
    expect(expected).toMatchObject({
      ...{ status: 'finished', epochs: 6 },
      augmentation: { randomRotation: 0.05, randomFog: 0.4 },
      augmentationOfModel: ['randomFlip'],
    });
    expect(expected.validations).toHaveLength(6);
    expect(await readdir(join(project.paths.runs, 'whole'))).not.toContain(STATE_FILE);
    for (const batches of [1, 6, 7, 20]) {
      const name = `stopped-${batches}`;
      expect((await train(name, batches)).record.status).toBe('interrupted');
      expect(await readdir(join(project.paths.runs, name))).toContain(STATE_FILE);
      const earlierEpochs: number[] = [];
      const run = await resumeRun({
        project,
        name,
        threads: 1,
        onStart: (_run, _warnings, before) => earlierEpochs.push(before.length),
      });
      expect(earlierEpochs).toEqual([Math.floor(batches / 6)]);
      expect(run.record.resumedAt).toHaveLength(1);
      expect(await outcome(name), `after ${batches} batches`).toEqual(expected);
      expect((await readdir(join(project.paths.runs, name))).sort()).toEqual(
        (await readdir(join(project.paths.runs, 'whole'))).sort(),
      );
      await loadRunModel(run);
    }
  });

  it('ends in the same bits after many interruptions, and records each', async () => {
    const expected = await outcome('whole');
    await train('often', 4);
    for (let times = 1; ; times++) {
      const abort = new AbortController();
      let left = 5;
      const onBatch = () => {
        left -= 1;
        if (left === 0) abort.abort();
      };
      const { record } = await resumeRun({ project, name: 'often', signal: abort.signal, onBatch });
      expect(record.resumedAt).toHaveLength(times);
      if (record.status === 'finished') break;
    }
    expect(await outcome('often')).toEqual(expected);
  });

  it('stops early after the same epoch for the same reason', async () => {
    const settings: TrainSettings = { ...SETTINGS, epochs: 50, patience: 2, minDelta: 0.5 };
    await train('early', undefined, settings);
    const expected = await outcome('early');
    expect(expected.stopReason.message).toBe('plateau: valLoss did not improve for 2 epochs after epoch 1');
    expect(expected.bestEpoch).toBe(1);
    await train('early-stopped', 13, settings);
    await resumeRun({ project, name: 'early-stopped' });
    expect(await outcome('early-stopped')).toEqual(expected);
    await expect(resumeRun({ project, name: 'early' })).rejects.toThrow(
      'the run early is finished (plateau: valLoss did not improve',
    );
  });
});

describe('a run on a fold', () => {
  it('is trained, evaluated and resumed with the splits of its fold', async () => {
    expect((await cli(['split', '--folds', '4'], { cwd: folder })).code).toBe(0);
    const typo = await cli(['train', '--model', 'tiny.ts', '--fold', 'fold-9'], { cwd: folder });
    expect(typo.code).toBe(2);
    expect(typo.stderr).toMatch(/unknown fold "fold-9"; did you mean "fold-\d"\?/);
    const hashes: string[] = [];
    for (const fold of ['fold-1', 'fold-2']) {
      const parts = ['train', '--model', 'tiny.ts', '--fold', fold, '--epochs', '2', '--name', `on-${fold}`, '--json'];
      const { code, stdout, stderr } = await cli(parts, { cwd: folder });
      expect(code, stderr).toBe(0);
      const record = JSON.parse(stdout);
      expect(record.config.fold).toBe(fold);
      hashes.push(record.data.fingerprints.split);
      const { assignments } = JSON.parse(await readFile(join(folder, 'dataset', 'folds', `${fold}.json`), 'utf8'));
      const validation = Object.values(assignments).filter((split) => split === 'val');
      const evaluated = await cli(['evaluate', `on-${fold}`, '--split', 'val', '--json'], { cwd: folder });
      expect(JSON.parse(evaluated.stdout)).toMatchObject({ changed: [], samples: validation.length });
    }
    expect(new Set([...hashes, (await readRun(project, 'whole')).record.data.fingerprints.split]).size).toBe(3);
    const { build } = await findModel(modelFile);
    const abort = new AbortController();
    const onBatch = () => abort.abort();
    const common = { project, model: build, modelName: 'tiny', modelFile, fold: 'fold-1', epochs: 2 };
    await trainRun({ ...common, name: 'fold-stopped', signal: abort.signal, onBatch });
    expect((await resumeRun({ project, name: 'fold-stopped' })).record.result?.weightsSha256).toBe(
      (await readRun(project, 'on-fold-1')).record.result?.weightsSha256,
    );
  });
});
