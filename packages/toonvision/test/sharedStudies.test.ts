// Distributed studies with a real PostgreSQL have the same trials as studies on one machine.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  coordinateStudy,
  listSharedStudies,
  openStorage,
  readStudy,
  type Trial,
  tuneStudy,
} from '../src/tuning/index.ts';
import { cli } from './cliProcess.ts';
import { type SharedStudies, startSharedStudies, withPostgres } from './sharedStudy.ts';
import { essence, SMALL_SPACE } from './smallStudy.ts';

const EPOCHS = 6;

describe('a distributed study', withPostgres, () => {
  let shared: SharedStudies;
  let alone: Trial[];
  beforeAll(async () => {
    shared = await startSharedStudies();
    alone = await shared.trainAlone(EPOCHS);
  });
  afterEach(() => shared.killAll());
  afterAll(() => shared?.end());

  it('has the trials and weights of one machine with three worker processes that have no project', async () => {
    const { folder, project, elsewhere, options, startWorker } = shared;
    await Promise.all(['a', 'b', 'c'].map(startWorker));
    const reported: number[] = [];
    const study = await coordinateStudy({
      ...options('three', EPOCHS),
      workers: 0,
      onTrial: ({ number }) => reported.push(number),
    });
    expect(study.status).toBe('finished');
    expect(essence(study.trials)).toEqual(essence(alone));
    expect(reported.sort((a, b) => a - b)).toEqual(alone.map(({ number }) => number));
    expect(new Set(study.trials.map((trial) => trial.worker)).size).toBeGreaterThan(1);
    // The local copy is a regular study with its runs.
    expect(essence((await readStudy(project, 'three')).trials)).toEqual(essence(alone));
    const runs = join(folder, 'studies', 'three', 'trials');
    expect((await readdir(runs)).length).toBe(alone.length);
    const record = JSON.parse(await readFile(join(runs, 'trial-0000', 'run.json'), 'utf8'));
    expect(record.status).toBe('finished');
    const shown = await cli(['study', 'show', 'three'], { cwd: folder });
    expect(shown.code).toBe(0);
    // Workers receive pixels but no screenshot.
    const data = await readdir(join(elsewhere, 'data-a', 'data'), { recursive: true });
    expect(data.some((path) => path.endsWith('.pixels'))).toBe(true);
    expect(data.some((path) => path.endsWith('.png') || path.endsWith('.part'))).toBe(false);
  });

  it('continues a study of one machine in the database, with workers in the same process', async () => {
    const { options } = shared;
    await tuneStudy({ ...options('moved', EPOCHS), trials: 5, workers: 2 });
    const study = await coordinateStudy({ ...options('moved', EPOCHS), workers: 2 });
    expect(essence(study.trials)).toEqual(essence(alone));
    const storage = await openStorage(shared.postgres.url);
    try {
      const entry = (await listSharedStudies(storage)).find(({ name }) => name === 'moved');
      expect(entry?.trials).toEqual({ running: 0, finished: 12, failed: 0 });
    } finally {
      await storage.close();
    }
  });

  it('keeps the error of failed trials and ends after too many in a row', async () => {
    const { folder, project, options } = shared;
    const broken = join(folder, 'broken.ts');
    await writeFile(broken, SMALL_SPACE.replace('train: {', 'train: { focalGamma: 2,'));
    const brokenOptions = {
      ...options('broken', EPOCHS),
      space: broken,
      workers: 1,
      maxRetries: 0,
      sampler: 'random',
    } as const;
    await expect(coordinateStudy(brokenOptions)).rejects.toThrow(
      /3 consecutive trials failed; last error: .*focalGamma/,
    );
    const { trials } = await readStudy(project, 'broken');
    expect(trials.filter(({ state }) => state === 'failed').map(({ error }) => error)).toEqual(
      new Array(3).fill(expect.stringContaining('focalGamma')),
    );
  });

  it('gets the trial back from a worker that cannot write, which reports why and exits; another worker finishes', async () => {
    const { elsewhere, start, options, startWorker } = shared;
    const cwd = join(elsewhere, 'full');
    await mkdir(cwd, { recursive: true });
    await writeFile(join(cwd, 'data'), 'a file where a folder should be');
    const failing = start(['worker', '--slots', '1', '--data', 'data'], cwd);
    const study = coordinateStudy({ ...options('room', EPOCHS), workers: 0, trials: 4 });
    expect(await new Promise((done) => failing.on('exit', done))).toBe(1);
    expect(failing.output()).toContain('data');
    expect(failing.output()).not.toMatch(/ at .*\.ts:\d+/);
    await startWorker('b');
    expect(essence((await study).trials)).toEqual(essence(alone).slice(0, 4));
  });

  it('rejects changed settings, a newer schema and an unreachable or missing database, without printing a password', async () => {
    const { elsewhere, rows, options } = shared;
    await expect(coordinateStudy({ ...options('three', EPOCHS), seed: 5, workers: 0 })).rejects.toMatchObject({
      message: expect.stringContaining('seed changed from 0 to 5'),
      exitCode: 2,
    });
    await rows('UPDATE toonvision.version SET version = 99');
    await expect(openStorage(shared.postgres.url)).rejects.toThrow(/newer version.*schema 99/s);
    await rows('UPDATE toonvision.version SET version = 1');
    const unreachable = await cli(['worker', '--storage', 'postgres://me:secret@127.0.0.1:9/none'], { cwd: elsewhere });
    expect(unreachable).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('database 127.0.0.1:9/none: connection failed'),
    });
    expect(unreachable.stderr + unreachable.stdout).not.toContain('secret');
    const wrongScheme = await cli(['worker', '--storage', 'mysql://me:secret@h/x'], { cwd: elsewhere });
    expect(wrongScheme).toMatchObject({ code: 2, stderr: expect.stringContaining('mysql://me') });
    const unset = await cli(['worker'], { cwd: elsewhere });
    expect(unset).toMatchObject({ code: 2, stderr: expect.stringContaining('TOONVISION_STORAGE') });
    const absent = await cli(['worker', '--storage', shared.postgres.url.replace('/studies', '/absent')], {
      cwd: elsewhere,
    });
    expect(absent).toMatchObject({ code: 2, stderr: expect.stringContaining('database "absent" does not exist') });
    const [study] = await rows(`SELECT record FROM toonvision.study LIMIT 1`);
    expect(study.record).not.toContain('secret');
  });
});
