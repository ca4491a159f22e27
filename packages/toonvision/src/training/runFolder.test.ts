// Tests of runFolder.ts and testOpenings.ts.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Project, resolveConfig } from '../config/index.ts';
import { createRunFolder, listRuns, readRun } from './runFolder.ts';
import type { RunRecord } from './runRecord.ts';
import { logTestOpening, testOpenings } from './testOpenings.ts';

let project: Project;
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'toonvision-runs-'));
  project = resolveConfig({ label: { pattern: '^(?<suit>bb|lb)$' }, targets: { suit: ['bb', 'lb'] } }, folder);
});
afterEach(() => rm(project.directory, { recursive: true, force: true }));

const record = (changes: Partial<RunRecord>): RunRecord => ({
  format: 2,
  name: 'a',
  status: 'running',
  pid: process.pid,
  host: hostname(),
  startedAt: new Date().toISOString(),
  config: {
    model: 'baseline',
    target: 'suit',
    classes: ['bb', 'lb'],
    classNames: { bb: 'bb', lb: 'lb' },
    input: { height: 600, width: 200, channels: 3, fit: 'stretch', interpolation: 'bilinear' },
    seed: 0,
    epochs: 1,
    batchSize: 64,
    optimizer: { name: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
    fold: null,
    schedule: { name: 'constant', warmUpSteps: 0 },
    loss: { name: 'sparseCategoricalCrossentropy', labelSmoothing: 0 },
    classWeight: { kind: 'none', weights: null },
    sampling: 'none',
    earlyStopping: { monitor: 'valLoss', mode: 'min', minDelta: 0, patience: 5, restoreBestWeights: true },
  },
  threads: 1,
  data: { train: 1, val: 1, test: 1, fingerprints: { samples: '', split: '', pixels: '' } },
  model: { parameters: 1, multiplyAdds: 1 },
  versions: { node: '', toonvision: '', nn: '' },
  machine: { platform: '', arch: '', cpu: '', cores: 1, memoryBytes: 1 },
  ...changes,
});

async function put(name: string, changes: Partial<RunRecord> | string): Promise<void> {
  await mkdir(join(project.paths.runs, name), { recursive: true });
  const text = typeof changes === 'string' ? changes : JSON.stringify(record(changes));
  await writeFile(join(project.paths.runs, name, 'run.json'), text);
}

describe('the name of a new run', () => {
  it('is numbered, and unique for concurrent processes', async () => {
    const stem = 'suit-baseline';
    const names = await Promise.all(
      Array.from({ length: 8 }, () => createRunFolder(project, { name: undefined, stem })),
    );
    expect(new Set(names.map(({ name }) => name)).size).toBe(8);
    expect(names.map(({ name }) => name)).toContain('suit-baseline-8');
  });

  it('is rejected if it is taken or leaves the folder', async () => {
    await createRunFolder(project, { name: 'mine', stem: 'x' });
    await expect(createRunFolder(project, { name: 'mine', stem: 'x' })).rejects.toThrow('run mine already exists');
    for (const name of ['..', '../x', 'a/b', '', '.hidden', 'x'.repeat(101)]) {
      await expect(createRunFolder(project, { name, stem: 'x' })).rejects.toThrow('invalid run name');
    }
  });
});

describe('reading a run', () => {
  it('marks a run whose process has exited as interrupted', async () => {
    // The largest process number Linux can give is below this.
    await put('gone', { pid: 2 ** 22 + 1 });
    await put('alive', {});
    await put('elsewhere', { pid: 2 ** 22 + 1, host: 'another-machine' });
    expect((await readRun(project, 'gone')).record.status).toBe('interrupted');
    expect((await readRun(project, 'alive')).record.status).toBe('running');
    expect((await readRun(project, 'elsewhere')).record.status).toBe('running');
  });

  it('detects a reused process id', async () => {
    const before = '2020-01-01T00:00:00.000Z';
    await put('again', { startedAt: before });
    await put('resumed', { startedAt: before, resumedAt: [before, new Date().toISOString()] });
    expect((await readRun(project, 'again')).record.status).toBe('interrupted');
    expect((await readRun(project, 'resumed')).record.status).toBe('running');
  });

  it('converts a record of format 1', async () => {
    const { fold: _f, schedule: _s, classWeight: _c, sampling: _m, ...config } = record({}).config;
    const first = { ...record({ status: 'finished' }), format: 1 };
    await put('first', JSON.stringify({ ...first, config: { ...config, loss: 'sparseCategoricalCrossentropy' } }));
    expect((await readRun(project, 'first')).record).toEqual({
      ...record({ status: 'finished' }),
      startedAt: first.startedAt,
    });
    await put('third', JSON.stringify({ ...first, format: 3 }));
    await expect(readRun(project, 'third')).rejects.toThrow(/run\.json: format: /);
    await put('nothing', '{"format": 1}');
    await expect(readRun(project, 'nothing')).rejects.toThrow(/run\.json: \w+/);
  });

  it('accepts a path, lists in natural order, and suggests the nearest name', async () => {
    for (const number of [10, 9, 1]) await put(`suit-baseline-${number}`, { status: 'finished' });
    await mkdir(join(project.paths.runs, 'empty'));
    expect(await listRuns(project)).toEqual(['suit-baseline-1', 'suit-baseline-9', 'suit-baseline-10']);
    expect((await readRun(project, 'runs/suit-baseline-9/')).name).toBe('suit-baseline-9');
    await expect(readRun(project, 'suit-basline-9')).rejects.toThrow('did you mean "suit-baseline-9"?');
    await expect(readRun(project, 'empty')).rejects.toThrow('unknown run "empty"');
  });

  it('reads the record of a run that trained in the calling thread', async () => {
    await put('alone', JSON.stringify({ ...record({}), name: 'alone', threads: 0 }));
    expect((await readRun(project, 'alone')).record.threads).toBe(0);
  });

  it('names the invalid field of run.json', async () => {
    await put('cut', '{"format": 1,');
    await put('edited', JSON.stringify({ ...record({}), threads: 'two' }));
    await expect(readRun(project, 'cut')).rejects.toThrow(/run\.json: not valid JSON/);
    await expect(readRun(project, 'edited')).rejects.toThrow(/run\.json: threads: /);
  });
});

describe('the log of the test split', () => {
  it('counts and keeps every opening', async () => {
    expect(await testOpenings(project)).toEqual([]);
    expect(await logTestOpening(project, { run: 'a', reason: 'x' })).toBe(1);
    expect(await logTestOpening(project, { run: 'b', reason: 'y' })).toBe(2);
    expect(await testOpenings(project)).toMatchObject([{ run: 'a' }, { run: 'b' }]);
  });

  it('names a damaged line', async () => {
    await logTestOpening(project, { run: 'a', reason: 'x' });
    const path = join(project.directory, 'dataset', 'test-openings.jsonl');
    await writeFile(path, `${await readFile(path, 'utf8')}nonsense\n`);
    await expect(testOpenings(project)).rejects.toThrow('line 2');
  });
});
