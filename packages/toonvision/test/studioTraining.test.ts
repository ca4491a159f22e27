// The studio's training routes: validation after each epoch, repeats and their comparison, and rejected requests.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../src/config/index.ts';
import { readRepeats } from '../src/repeats/index.ts';
import type {
  EvaluationView,
  JobView,
  ProjectView,
  RepeatsComparisonView,
  RepeatsRow,
  RepeatsView,
  RunView,
  ValidationView,
} from '../src/server/api.ts';
import { repeatsArguments } from '../src/server/jobArguments.ts';
import { type RunningStudio, startStudio } from '../src/server/startStudio.ts';
import { cli, colorProject } from './cliProcess.ts';

const MAIN = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
let folder: string;
let studio: RunningStudio;
const faults: string[] = [];

const get = (path: string) => fetch(new URL(path, studio.url));
const json = async <Value>(path: string): Promise<Value> => {
  const answer = await get(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Value;
};
const post = (path: string, body: unknown) =>
  fetch(new URL(path, studio.url), {
    method: 'POST',
    headers: { 'x-toonvision-token': studio.token, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

beforeAll(async () => {
  folder = await colorProject();
  for (const parts of [
    ['extract'],
    ['split'],
    ['train', '--epochs', '2', '--name', 'first'],
    ['evaluate', 'first', '--split', 'val'],
    ['train', '--epochs', '2', '--repeats', '2', '--name', 'plain'],
    ['train', '--epochs', '2', '--repeats', '2', '--name', 'foggy', '--augmentation', 'flip,fog=0.4'],
  ])
    expect(await cli([...parts, '--project', folder])).toMatchObject({ code: 0 });
  const pageFolder = join(folder, 'page');
  await mkdir(pageFolder);
  await writeFile(join(pageFolder, 'index.html'), '<!doctype html><meta name="token" content="%TOKEN%">');
  const log = (text: string) => faults.push(text);
  studio = await startStudio({ directory: folder, port: 0, pageFolder, program: MAIN, log });
});
afterAll(async () => {
  await studio.close();
  await rm(folder, { recursive: true, force: true });
  expect(faults).toEqual([]);
});

describe('training routes of the studio', () => {
  it('returns the validation confusion matrix of each epoch', async () => {
    const last = await json<ValidationView>('/api/runs/first/validation');
    expect(last).toMatchObject({ classes: ['bb', 'lb'], epochs: [1, 2], validation: { epoch: 2 } });
    const { data, history } = await json<RunView>('/api/runs/first');
    for (const epoch of [1, 2]) {
      const { validation } = await json<ValidationView>(`/api/runs/first/validation?epoch=${epoch}`);
      const confusion = validation?.confusion ?? [];
      expect(sum(confusion.map(sum))).toBe(data.val);
      const right = sum(confusion.map((row, label) => row[label] ?? 0));
      expect(right / data.val).toBe(history[epoch - 1]?.valAccuracy);
    }
    expect(await json<ValidationView>('/api/runs/first/validation?epoch=9')).toMatchObject({ validation: null });
    expect((await get('/api/runs/first/validation?epoch=x')).status).toBe(400);
    // A file of an earlier version or a damaged one is ignored without an error.
    const path = join(folder, 'runs', 'first', 'validations.json');
    const kept = await readFile(path, 'utf8');
    for (const text of ['{', '[{"epoch":1,"confusion":[[1]]}]']) {
      await writeFile(path, text);
      expect(await json<ValidationView>('/api/runs/first/validation')).toMatchObject({ epochs: [], validation: null });
    }
    await writeFile(path, kept);
  });

  it('returns a classification report per street', async () => {
    const { streets, evaluation } = await json<EvaluationView>('/api/runs/first/evaluation/val');
    expect(streets.map(({ street }) => street)).toEqual(['dg', 'ttc']);
    expect(sum(streets.map(({ report }) => report.support))).toBe(evaluation.samples);
  });

  it('lists repeats and describes one', async () => {
    const rows = await json<RepeatsRow[]>('/api/repeats');
    expect(rows.map(({ name, seeds, finished }) => [name, seeds, finished])).toEqual([
      ['foggy', 2, 2],
      ['plain', 2, 2],
    ]);
    const view = await json<RepeatsView>('/api/repeats/foggy');
    expect(view).toMatchObject({ classes: ['bb', 'lb'], others: ['plain'], status: 'finished' });
    expect(view.settings).toMatchObject({ augmentation: { randomFlip: 'horizontal', randomFog: 0.4 } });
    const wrong = view.runs.map(({ test }) => test?.wrong);
    expect(view.metrics.test[0]).toMatchObject({ metric: 'wrong', distribution: { values: wrong } });
    expect(wrong).toContain(view.runs.find(({ run }) => run === view.extremes?.best)?.test?.wrong);
    const chart = await get(`${view.metrics.test[0]?.chart}&theme=dark&with=plain`);
    expect([chart.status, chart.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
    expect(await chart.text()).toContain('plain');
    for (const { thumbnail } of view.samples) expect((await get(thumbnail)).status).toBe(200);
    expect((await get('/api/repeats/none')).status).toBe(404);
    expect((await get('/api/repeats/..%2fruns')).status).toBe(404);
    expect((await json<RunView>('/api/runs/foggy-seed-1')).repeats).toBe('foggy');
    expect((await json<RunView>('/api/runs/first')).repeats).toBeNull();
  });

  it('compares repeats seed by seed, or explains why it cannot', async () => {
    const view = await json<RepeatsComparisonView>('/api/repeats/plain/against/foggy?split=val');
    if ('missing' in view) throw new Error(view.missing);
    expect(view).toMatchObject({ split: 'val', seeds: [0, 1], level: 0.95 });
    const accuracy = view.metrics.find(({ metric }) => metric === 'accuracy');
    expect(accuracy?.difference).toBeCloseTo((accuracy?.b.mean ?? 0) - (accuracy?.a.mean ?? 0), 12);
    expect(accuracy?.interval?.low).toBeLessThanOrEqual(accuracy?.difference ?? 0);
    const path = join(folder, 'repeats', 'other', 'repeats.json');
    const record = JSON.parse(await readFile(join(folder, 'repeats', 'plain', 'repeats.json'), 'utf8'));
    await mkdir(join(folder, 'repeats', 'other'));
    await writeFile(path, JSON.stringify({ ...record, name: 'other', runs: [] }));
    expect(await json('/api/repeats/plain/against/other')).toMatchObject({
      missing: expect.stringContaining('no common seed was evaluated on test'),
    });
    await rm(join(folder, 'repeats', 'other'), { recursive: true });
  });

  it('resumes repeats with their original settings', async () => {
    const record = await readRepeats(await loadConfig(folder), 'foggy');
    const command = repeatsArguments(record);
    expect(command).toContain('--augmentation=flip,fog=0.4');
    // The command has the same settings, so all runs are kept.
    expect(await cli([...command, '--project', folder])).toMatchObject({ code: 0 });
    expect((await readRepeats(await loadConfig(folder), 'foggy')).runs).toEqual(record.runs);
    expect((await post('/api/repeats/foggy/resume', {})).status).toBe(400);
    const path = join(folder, 'repeats', 'foggy', 'repeats.json');
    const [, second] = record.runs;
    await writeFile(path, JSON.stringify({ ...record, status: 'interrupted', runs: record.runs.slice(0, 1) }));
    await rm(join(folder, 'runs', 'foggy-seed-1'), { recursive: true });
    const job = (await (await post('/api/repeats/foggy/resume', {})).json()) as JobView;
    expect(job).toMatchObject({ repeats: 'foggy', run: null, status: 'running' });
    const again = () => json<RepeatsView>('/api/repeats/foggy');
    await expect.poll(async () => (await again()).status, { timeout: 40_000 }).toBe('finished');
    expect((await again()).runs[1]?.weightsSha256).toBe(second?.weightsSha256);
  });

  it('returns the configured settings, and rejects invalid ones', async () => {
    const path = join(folder, 'toonvision.config.json');
    const before = await readFile(path, 'utf8');
    const train = { epochs: 7, optimizer: { name: 'sgd', momentum: 0.9 }, augmentation: { randomBlur: 2 } };
    await writeFile(path, JSON.stringify({ ...JSON.parse(before), train }));
    const project = await json<ProjectView>('/api/project');
    expect(project.configured).toEqual({ epochs: '7', optimizer: 'sgd', augmentation: 'blur=2' });
    await writeFile(path, before);
    const wrong = await post('/api/jobs', { model: 'baseline', augmentation: 'rotation=7' });
    expect([wrong.status, await wrong.json()]).toMatchObject([
      400,
      { error: expect.stringContaining('above 0 to 0.5') },
    ]);
    for (const request of [{ classWeight: 'heavy' }, { loss: 'mse' }, { augmentation: '--force' }])
      expect((await post('/api/jobs', { model: 'baseline', ...request })).status, JSON.stringify(request)).toBe(400);
  });
});
