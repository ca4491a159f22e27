// Studies: the same trials for any number of workers and after interruptions, and rejected input.
import { spawn } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Project } from '../src/config/index.ts';
import {
  bestTrial,
  finishedTrials,
  listStudies,
  paretoFront,
  readStudy,
  type Trial,
  tuneStudy,
} from '../src/tuning/index.ts';
import { newTrial, prepareStudy, startTrialPool } from '../src/tuning/study/index.ts';
import { cli } from './cliProcess.ts';
import { essence, SMALL_SPACE, studyProject } from './smallStudy.ts';

let folder: string;
let project: Project;
let space: string;
/** Each trial trains in its own thread; several threads are tested with several workers. */
const shared = { epochs: 3, train: { batchSize: 8 }, objectives: ['valLoss', 'parameters'], threads: 0 } as const;
beforeAll(async () => {
  ({ folder, project, space } = await studyProject());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const tool = (...parts: string[]) => cli(parts, { cwd: folder });
const TUNE = ['tune', '--space', 'space.ts', '--epochs', '3', '--objective', 'valLoss', '--objective', 'parameters'];

describe('a study', () => {
  let whole: Trial[];
  it('trains its trials and stores each as a run', async () => {
    const study = await tuneStudy({ ...shared, project, space, name: 'one', trials: 9, sampler: 'tpe', workers: 1 });
    whole = study.trials;
    expect(study.status).toBe('finished');
    expect(whole.map(({ state }) => state)).toEqual(new Array(9).fill('finished'));
    for (const { result, suggestion } of finishedTrials(whole)) {
      const [loss, parameters] = result.objectives;
      expect(loss).toBe(result.executions[0]?.metrics.valLoss);
      expect(parameters).toBe(result.parameters);
      const run = join(folder, 'studies', 'one', 'trials', result.executions[0]?.run ?? '');
      const record = JSON.parse(await readFile(join(run, 'run.json'), 'utf8'));
      expect(record.status).toBe('finished');
      expect(record.config.optimizer.learningRate).toBe(suggestion.values.rate);
    }
    const front = paretoFront(study.record.settings, whole);
    for (const one of front)
      for (const other of finishedTrials(whole)) {
        const better = other.result.objectives.every((value, i) => value <= (one.result.objectives[i] ?? 0));
        const different = other.result.objectives.some((value, i) => value < (one.result.objectives[i] ?? 0));
        expect(better && different).toBe(false);
      }
    const lowest = bestTrial(study.record.settings, whole, 'lowest');
    expect(lowest?.result.objectives[0]).toBe(
      Math.min(...finishedTrials(whole).map(({ result }) => result.objectives[0] ?? 9)),
    );
    const smallest = bestTrial(study.record.settings, whole);
    expect(smallest?.result.parameters).toBeLessThanOrEqual(lowest?.result.parameters ?? 0);
    expect(await listStudies(project)).toEqual(['one']);
    expect(essence((await readStudy(project, 'one')).trials)).toEqual(essence(whole));
  });

  it.each([2, 5])('has the same trials with %i workers', async (workers) => {
    const study = await tuneStudy({
      ...shared,
      project,
      space,
      name: `w${workers}`,
      trials: 9,
      sampler: 'tpe',
      workers,
      threads: 1,
    });
    expect(essence(study.trials)).toEqual(essence(whole));
  });

  it('rejects a trial when the dataset has changed', async () => {
    const { record, next, taskOf } = await prepareStudy({
      ...shared,
      project,
      space,
      name: 'other',
      sampler: 'random',
    });
    const answer = next([]);
    if (!('values' in answer)) return expect.unreachable();
    const pool = startTrialPool({ slots: 1, threads: 1 });
    const job = { task: taskOf(newTrial(0, answer)), project: folder, runs: join(folder, 'elsewhere'), slot: 0 };
    await expect(pool.train({ ...job, data: { ...record.data, split: 'of before' } })).rejects.toThrow(
      /study other, trial 0: the split of the dataset changed during the study/,
    );
    expect(await readdir(job.runs).catch(() => [])).toEqual([]);
    await pool.end();
  });

  it('continues with more trials as if it had not ended, and does nothing when they exist', async () => {
    const options = { ...shared, project, space, name: 'more', sampler: 'tpe' } as const;
    await tuneStudy({ ...options, trials: 4 });
    const events: number[] = [];
    const study = await tuneStudy({ ...options, trials: 9, onTrial: ({ number }) => events.push(number) });
    expect(events.sort()).toEqual([4, 5, 6, 7, 8]);
    expect(essence(study.trials)).toEqual(essence(whole));
    await tuneStudy({ ...options, trials: 9, onTrial: () => expect.unreachable() });
  });

  it('is resumed after an interruption to the same study, keeping finished trials', async () => {
    const options = { ...shared, project, space, name: 'stopped', sampler: 'tpe', trials: 9, workers: 2 } as const;
    const stop = new AbortController();
    const first = await tuneStudy({
      ...options,
      signal: stop.signal,
      onTrial: ({ number }) => (number === 2 ? stop.abort() : undefined),
    });
    expect(first.status).toBe('interrupted');
    expect(first.trials.length).toBeLessThan(9);
    const second = await tuneStudy(options);
    expect(essence(second.trials)).toEqual(essence(whole));
  });

  it('is resumed to the same study after SIGKILL at random moments', async () => {
    const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
    const parts = [...TUNE, '--sampler', 'tpe', '--name', 'killed', '--trials', '9', '--workers', '2'];
    // Other trials use the batch size of the configuration.
    const config = join(folder, 'toonvision.config.json');
    const before = await readFile(config, 'utf8');
    await writeFile(config, JSON.stringify({ ...JSON.parse(before), train: { batchSize: 8 } }));
    try {
      let kills = 0;
      for (const wait of [700, 1100, 900, 1500]) {
        const child = spawn(process.execPath, [main, ...parts], { cwd: folder, stdio: 'ignore' });
        const ended = new Promise<boolean>((resolve) => child.on('exit', (code) => resolve(code === 0)));
        const timer = setTimeout(() => child.kill('SIGKILL'), wait);
        if (!(await ended)) kills += 1;
        clearTimeout(timer);
      }
      expect(kills).toBeGreaterThan(0);
      const { code, stderr } = await tool(...parts);
      expect(stderr).not.toContain('error');
      expect(code).toBe(0);
      expect(essence((await readStudy(project, 'killed')).trials)).toEqual(essence(whole));
    } finally {
      await writeFile(config, before);
    }
  });

  it.each(['random', 'grid', 'quasiRandom', 'bayesian', 'hyperband', 'asha'] as const)('%s', async (sampler) => {
    const options = { ...shared, project, space, sampler, trials: 7, minEpochs: 1 };
    const one = await tuneStudy({ ...options, name: `${sampler}-1`, workers: 1 });
    const two = await tuneStudy({ ...options, name: `${sampler}-2`, workers: 2 });
    expect(one.trials.every(({ state }) => state === 'finished')).toBe(true);
    expect(essence(two.trials)).toEqual(essence(one.trials));
    if (sampler === 'hyperband')
      expect(one.trials.some(({ suggestion }) => suggestion.fromTrial !== undefined)).toBe(true);
  });

  it('trains executions with several seeds and aggregates their objective', async () => {
    const { trials } = await tuneStudy({
      ...shared,
      project,
      space,
      name: 'seeds',
      trials: 2,
      executionsPerTrial: 3,
      aggregate: 'worst',
    });
    for (const { result } of finishedTrials(trials)) {
      expect(result.executions.map(({ seed }) => seed)).toEqual([0, 1, 2]);
      expect(result.objectives[0]).toBe(Math.max(...result.executions.map(({ metrics }) => metrics.valLoss ?? 0)));
    }
  });

  it('stops with a message when the space is exhausted, and skips models above a limit', async () => {
    const study = await tuneStudy({
      ...shared,
      project,
      space,
      name: 'tiny',
      trials: 500,
      maxParameters: 75,
      sampler: 'random',
      epochs: 1,
    });
    expect(study.exhausted).toMatch(/all valid points .* have been tried/);
    expect(study.trials.length).toBeGreaterThan(0);
    for (const { result } of finishedTrials(study.trials)) expect(result.parameters).toBeLessThanOrEqual(75);
  });
});

describe('errors of studies', () => {
  it('keeps the error of a failed trial, and stops after too many in a row', async () => {
    const failing = join(folder, 'failing.ts');
    await writeFile(failing, SMALL_SPACE.replace("choice('rate', [0.01, 0.001])", "choice('rate', [0.01, -1])"));
    const { code, stderr } = await tool(
      'tune',
      '--space',
      'failing.ts',
      '--name',
      'failing',
      '--trials',
      '40',
      '--epochs',
      '1',
      '--max-retries',
      '0',
      '--max-consecutive-failures',
      '2',
      '--sampler',
      'random',
    );
    const { trials } = await readStudy(project, 'failing');
    const failed = trials.filter(({ state }) => state === 'failed');
    expect(failed.length).toBeGreaterThan(0);
    for (const { error, suggestion } of failed) {
      expect(suggestion.values.rate).toBe(-1);
      expect(error).toMatch(/learningRate/);
    }
    expect(code).toBe(1);
    expect(stderr).toMatch(/2 consecutive trials failed; last error: .*learningRate/);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('rejects a study whose space, settings or data changed, naming the change', async () => {
    await writeFile(space, SMALL_SPACE.replace('max: 8', 'max: 12'));
    try {
      const changed = await tool(...TUNE, '--sampler', 'tpe', '--name', 'one', '--trials', '12', '--seed', '3');
      expect(changed.code).toBe(2);
      expect(changed.stderr).toContain('space: filters changed from [2 to 8 in steps of 2] to [2 to 12 in steps of 2]');
      expect(changed.stderr).toContain('seed changed from 0 to 3');
    } finally {
      await writeFile(space, SMALL_SPACE);
    }
  });

  it.each([
    [['--space', 'none.ts'], 2, /file not found/],
    [['--space', 'artikel'], 2, /unknown space "artikel"; did you mean "article"\?/],
    [['--name', '../x'], 2, /invalid study name/],
    [
      ['--space', 'space.ts', '--enqueue', 'filters=3'],
      2,
      /enqueued point 1 \(filters 3\): expected filters 2 to 8 in steps of 2, got 3/,
    ],
    [['--space', 'space.ts', '--enqueue', 'filters'], 2, /expected name=value, got "filters"/],
    [['--space', 'space.ts', '--max-parameters', '3'], 0, /all valid points .* have been tried/],
  ])('%j', async (parts, expected, message) => {
    const name = parts.includes('--name') ? [] : ['--name', `bad-${parts.join('-').replaceAll(/[^a-z]/g, '')}`];
    const { code, stderr, stdout } = await tool('tune', '--trials', '1', '--epochs', '1', ...name, ...parts);
    expect(stderr + stdout).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(expected);
  });

  it('names an invalid database', async () => {
    const { mkdir } = await import('node:fs/promises');
    await mkdir(join(folder, 'studies', 'broken'), { recursive: true });
    await writeFile(
      join(folder, 'studies', 'broken', 'study.db'),
      'this is no database, but long enough to look at'.repeat(40),
    );
    const { code, stderr } = await tool(...TUNE, '--name', 'broken');
    expect(code).toBe(1);
    expect(stderr).toMatch(/study\.db: not a study database/);
    await rm(join(folder, 'studies', 'broken'), { recursive: true });
  });
});

describe('commands of studies', () => {
  it('list studies, show trials, and write a model file that trains', async () => {
    expect((await tool('studies')).stdout).toMatch(/one +\S*space\.ts +tpe/);
    const shown = await tool('study', 'show', 'one', '--sort', 'parameters');
    expect(shown.stdout).toMatch(/filters \d, pool \d+, dropout/);
    const charts = await tool('study', 'show', 'one', '--charts');
    expect(charts.code).toBe(0);
    const figures = await readdir(join(folder, 'studies', 'one', 'figures'));
    for (const chart of ['history', 'front-parameters', 'front-multiplyAdds', 'importance', 'workers'])
      expect(figures).toEqual(expect.arrayContaining([`${chart}.svg`, `${chart}-dark.png`]));
    const csv = (await tool('study', 'show', 'one', '--csv')).stdout.trim().split('\n');
    expect(csv[0]).toBe('trial,valLoss,parameters,multiplyAdds,epochs,filters,pool,dropout,rate');
    expect(csv).toHaveLength(10);
    expect((await tool('study', 'show', 'on')).stderr).toContain('did you mean "one"?');
    const narrow = await tool('study', 'narrow', 'one', '--top', '3');
    expect(narrow.stdout).toMatch(/narrowed to .*in the best 3 trials/);
    const ranges = /--narrow '([^']+)'/.exec(narrow.stdout)?.[1] ?? '';
    const again = await tool(...TUNE, '--name', 'narrowed', '--trials', '2', '--narrow', ranges);
    expect(again.code).toBe(0);
    const narrowed = await readStudy(project, 'narrowed');
    expect(narrowed.record.settings.narrowing).not.toEqual({});
    expect(narrowed.record.hyperparameters).not.toEqual((await readStudy(project, 'one')).record.hyperparameters);
    expect((await tool(...TUNE, '--name', 'n', '--narrow', 'pole=2..3')).stderr).toMatch(
      /narrowing of pole: unknown hyperparameter/,
    );
    expect((await tool(...TUNE, '--name', 'n', '--narrow', 'pool=3..4')).stderr).toMatch(
      /no value of 2 to 20 in steps of 3 is left/,
    );
    const { record, trials } = await readStudy(project, 'one');
    const best = bestTrial(record.settings, trials);
    expect((await tool('study', 'model', 'one', String(best?.number), '--out', 'best.ts')).code).toBe(0);
    expect((await tool('study', 'model', 'one', '0', '--out', 'best.ts')).stderr).toContain('already exists');
    const trained = await tool('train', '--model', './best.ts', '--epochs', '1', '--name', 'best');
    expect(trained.stderr).not.toContain('error');
    const run = JSON.parse(await readFile(join(folder, 'runs', 'best', 'run.json'), 'utf8'));
    expect(run.model.parameters).toBe(best?.result.parameters);
    expect(await readdir(join(folder, 'studies', 'one'))).toEqual(expect.arrayContaining(['study.db', 'trials']));
  });
});
