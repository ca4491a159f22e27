// Jobs of the studio: training and searches in separate processes, and their command lines.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../src/config/index.ts';
import type { StudyView } from '../src/server/api.ts';
import { resumeStudyArguments, trainArguments, tuneArguments } from '../src/server/jobArguments.ts';
import { Jobs } from '../src/server/jobs.ts';
import { readStudy } from '../src/tuning/index.ts';
import { StudioClient } from './studioClient.ts';

const MAIN = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));

let client: StudioClient;
beforeAll(async () => {
  client = await StudioClient.start([['extract'], ['split']]);
});
afterAll(() => client?.close());

describe('jobs of the studio', () => {
  it('trains in a separate process, and stops it', async () => {
    const reported: string[] = [];
    const jobs = new Jobs(client.folder, ({ status }) => reported.push(status), MAIN);
    const command = trainArguments({ model: 'baseline', epochs: 10_000, patience: 10_000, name: 'from-page' });
    const job = await jobs.startTraining(command, { run: 'from-page' });
    expect(job).toMatchObject({ id: 1, run: 'from-page', status: 'running' });
    const record = async () => JSON.parse(await readFile(join(client.folder, 'runs', 'from-page', 'run.json'), 'utf8'));
    await expect.poll(() => record().catch(() => undefined), { timeout: 20_000 }).toMatchObject({ status: 'running' });
    await expect(jobs.startTraining(command, { run: 'from-page' })).rejects.toThrow('from-page is already running');
    await jobs.stop(1);
    await expect.poll(() => reported, { timeout: 20_000 }).toEqual(['running', 'ended']);
    expect(await record()).toMatchObject({ status: 'interrupted' });
    await expect(jobs.stop(1)).rejects.toThrow('job 1 has ended');
    await expect(jobs.stop(2)).rejects.toThrow('job 2 not found');
    await jobs.close();
  });

  it('searches, resumes with the original settings, and describes the trials', async () => {
    const reported: string[] = [];
    const jobs = new Jobs(client.folder, ({ status, study }) => reported.push(`${study} ${status}`), MAIN);
    const request = {
      name: 'few',
      space: 'bayesian',
      sampler: 'tpe',
      trials: 3,
      epochs: 1,
      maxParameters: 9000,
    } as const;
    const command = tuneArguments({
      ...request,
      objectives: ['valAccuracy', 'parameters'],
      narrowing: 'conv_1_filters=4..8',
    });
    await jobs.startStudy('few', command);
    await expect(jobs.startStudy('few', command)).rejects.toThrow('study few is already running');
    await expect.poll(() => reported, { timeout: 40_000 }).toEqual(['few running', 'few ended']);
    const project = await loadConfig(client.folder);
    const { record } = await readStudy(project, 'few');
    await jobs.startStudy('few', resumeStudyArguments(record, 4));
    await expect.poll(() => reported.length, { timeout: 40_000 }).toBe(4);
    expect(reported.at(-1), (await jobs.list())[0]?.output.join('\n')).toBe('few ended');
    const view = await client.json<StudyView>('/api/studies/few');
    expect(view).toMatchObject({ name: 'few', sampler: 'tpe', target: 'suit', epochs: 1 });
    expect(view.objectives).toEqual([
      { name: 'valAccuracy', maximize: true },
      { name: 'parameters', maximize: false },
    ]);
    expect(view.trials).toHaveLength(4);
    for (const { state, places, parameters, values } of view.trials) {
      expect(state).toBe('finished');
      expect(places).toHaveLength(view.axes.length);
      expect(parameters).toBeLessThanOrEqual(9000);
      expect([4, 8]).toContain(values.conv_1_filters);
    }
    expect(await client.json('/api/studies')).toMatchObject([{ name: 'few', finished: 4, failed: 0 }]);
    for (const path of Object.values(view.charts)) {
      const chart = await client.ask(`${path}?theme=dark`);
      expect(chart.headers['content-type']).toBe('image/svg+xml');
      expect(chart.text).toContain('<svg');
    }
    expect((await client.ask('/api/studies/few/chart/none')).status).toBe(404);
    expect((await client.ask('/api/studies/..%2F..')).status).toBe(404);
    expect((await client.change('POST', '/api/studies', { name: 'a', space: '../evil.ts' })).status).toBe(400);
    expect((await client.change('POST', '/api/studies', { name: '--help' })).status).toBe(400);
    expect((await client.change('POST', '/api/studies', { name: 'a', narrowing: "x' ; rm" })).status).toBe(400);
    expect((await client.change('POST', '/api/studies/none/resume', { trials: 4 })).status).toBe(404);
    expect((await client.ask('/api/studies', {}, 'POST', { name: 'a' })).status).toBe(403);
    await jobs.close();
  });
});

describe('trainArguments', () => {
  it('returns one argument per setting', () => {
    expect(trainArguments({ model: 'tuned', seed: 3, name: 'a', classWeight: 'balanced' })).toEqual([
      ...['train', '--model=tuned', '--name=a', '--seed=3', '--class-weight=balanced'],
    ]);
    expect(trainArguments({ model: 'tuned', resume: 'a' })).toEqual(['train', '--resume=a']);
    const loss = 'categoricalFocalCrossentropy';
    expect(trainArguments({ model: 'tuned', loss, augmentation: 'flip,fog=0.4', repeats: 3 })).toEqual([
      ...['train', '--model=tuned', '--repeats=3', '--loss=focal', '--augmentation=flip,fog=0.4'],
    ]);
  });
});
