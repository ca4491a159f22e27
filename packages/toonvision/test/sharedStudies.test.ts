// Studies over several machines, with a real PostgreSQL: the same trials as on one, and nothing lost when something dies.

import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { skipWhen } from '@toonvision/testing/skipWhen';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig, type Project } from '../src/config/index.ts';
import { extract } from '../src/dataset/index.ts';
import { ensureSplit } from '../src/training/index.ts';
import {
  coordinateStudy,
  listSharedStudies,
  openStorage,
  readStudy,
  type Trial,
  tuneStudy,
} from '../src/tuning/index.ts';
import { isConnectionLost } from '../src/tuning/machines/storage.ts';
import { cli, colourProject, INHERITED } from './cliProcess.ts';
import { postgresPrograms, startPostgres, type TestPostgres } from './postgres.ts';

const SPACE = `import { layers } from '@toonvision/nn';
export default (hp, _input, classes) => ({
  model: [
    layers.rescaling({ scale: 1 / 255 }),
    layers.conv2d({ filters: hp.int('filters', { min: 2, max: 8, step: 2 }), kernelSize: 3, activation: 'relu' }),
    layers.maxPooling2d({ poolSize: hp.int('pool', { min: 2, max: 20, step: 3 }) }),
    layers.flatten(),
    layers.dropout({ rate: hp.float('dropout', { min: 0, max: 0.6, step: 0.2 }) }),
    layers.dense({ units: classes, activation: 'softmax' }),
  ],
  train: { learningRate: hp.choice('rate', [0.01, 0.001]) },
});
`;
const MAIN = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
/** Long enough that a worker can be caught in the middle. */
const EPOCHS = 120;

const essence = (trials: readonly Trial[]) =>
  trials.map(({ number, state, suggestion, result }) => ({
    ...{ number, state, suggestion },
    objectives: result?.objectives,
    weights: result?.executions.map(({ weightsSha256 }) => weightsSha256),
    epochs: result?.executions.map(({ epochs }) => epochs),
  }));

describe(
  'a study over several machines',
  skipWhen(postgresPrograms === undefined, 'PostgreSQL is not installed'),
  () => {
    let postgres: TestPostgres;
    let folder: string;
    let elsewhere: string;
    let project: Project;
    let space: string;
    let whole: Trial[];
    const children = new Set<ChildProcess>();
    const shared = { epochs: EPOCHS, sampler: 'tpe', trials: 12, objectives: ['valLoss', 'parameters'] } as const;
    const train = { batchSize: 8, patience: EPOCHS } as const;
    const options = (name: string) => ({ ...shared, train, project, space, name, storage: postgres.url });

    beforeAll(async () => {
      postgres = await startPostgres();
      folder = await colourProject(16);
      elsewhere = await mkdtemp(join(tmpdir(), 'toonvision-elsewhere-'));
      space = join(folder, 'space.ts');
      await writeFile(space, SPACE);
      project = await loadConfig(folder);
      await extract({ project });
      await ensureSplit({ project });
      whole = (await tuneStudy({ ...shared, train, project, space, name: 'alone', workers: 1 })).trials;
    });
    afterEach(async () => {
      const gone = [...children].map((child) => new Promise((done) => child.on('exit', done)));
      for (const child of children) child.kill('SIGKILL');
      await Promise.all(gone);
    });
    afterAll(async () => {
      await postgres?.end();
      for (const path of [folder, elsewhere]) await rm(path, { recursive: true, force: true });
    });

    const start = (parts: readonly string[], cwd: string): ChildProcess & { output: () => string } => {
      const child = spawn(process.execPath, ['--no-memory-protection-keys', MAIN, ...parts], {
        cwd,
        env: {
          ...INHERITED,
          HOME: elsewhere,
          XDG_CACHE_HOME: join(elsewhere, 'cache'),
          TOONVISION_STORAGE: postgres.url,
        },
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (data) => {
          output += data;
        });
      children.add(child);
      child.on('exit', () => children.delete(child));
      return Object.assign(child, { output: () => output });
    };
    /** A worker process in an empty folder: it has no project. */
    const worker = async (name: string) => {
      const cwd = join(elsewhere, name);
      await mkdir(cwd, { recursive: true });
      return start(['worker', '--slots', '1', '--data', join(elsewhere, `data-${name}`)], cwd);
    };
    const rows = async (text: string, values: unknown[] = []) => {
      const client = new pg.Client({ connectionString: postgres.url });
      await client.connect();
      try {
        return (await client.query(text, values)).rows;
      } finally {
        await client.end();
      }
    };
    const until = async <T>(what: string, look: () => Promise<T | undefined>, seconds = 60): Promise<T> => {
      const end = Date.now() + seconds * 1000;
      while (Date.now() < end) {
        const found = await look().catch(() => undefined);
        if (found !== undefined) return found;
        await new Promise((done) => setTimeout(done, 100));
      }
      throw new Error(
        `waited ${seconds} s in vain for: ${what}\n${[...children].map((child) => (child as { output?: () => string }).output?.()).join('\n')}`,
      );
    };
    const underWay = (name: string) =>
      until(`a trial of ${name} under way`, async () => {
        const [row] = await rows(
          `SELECT t.number, t.worker, t.epochs FROM toonvision.trial t JOIN toonvision.study s ON s.id = t.study
         WHERE s.name = $1 AND t.state = 'running' AND t.epochs >= 3 ORDER BY t.number LIMIT 1`,
          [name],
        );
        return row as { number: number; worker: string; epochs: number } | undefined;
      });

    it('has the trials of one machine with three worker processes that have no project, each weight a bit the same', async () => {
      await Promise.all(['a', 'b', 'c'].map(worker));
      const seen: number[] = [];
      const study = await coordinateStudy({
        ...options('three'),
        workers: 0,
        onTrial: ({ number }) => seen.push(number),
      });
      expect(study.status).toBe('finished');
      expect(essence(study.trials)).toEqual(essence(whole));
      expect(seen.sort((a, b) => a - b)).toEqual(whole.map(({ number }) => number));
      expect(new Set(study.trials.map(({ worker: place }) => place)).size).toBeGreaterThan(1);
      // The copy here is a study like any other, its runs with it.
      expect(essence((await readStudy(project, 'three')).trials)).toEqual(essence(whole));
      const runs = join(folder, 'studies', 'three', 'trials');
      expect((await readdir(runs)).length).toBe(whole.length);
      const record = JSON.parse(await readFile(join(runs, 'trial-0000', 'run.json'), 'utf8'));
      expect(record.status).toBe('finished');
      const evaluated = await cli(['study', 'show', 'three'], { cwd: folder });
      expect(evaluated.code).toBe(0);
      // Workers got the pixels, and not one screenshot.
      const data = await readdir(join(elsewhere, 'data-a', 'data'), { recursive: true });
      expect(data.some((path) => path.endsWith('.pixels'))).toBe(true);
      expect(data.some((path) => path.endsWith('.png') || path.endsWith('.part'))).toBe(false);
    });

    it('a worker that is killed: another takes its trial over within 30 s; none is lost or counted twice', {
      timeout: 120_000,
    }, async () => {
      const study = coordinateStudy({ ...options('killed'), workers: 0 });
      // Between two trials it has none to lose: then the next one is killed.
      let lost: { number: number; worker: string } | undefined;
      for (let attempt = 0; attempt < 4 && lost === undefined; attempt += 1) {
        const first = await worker('a');
        await underWay('killed');
        first.kill('SIGKILL');
        await new Promise((done) => first.on('exit', done));
        [lost] = await rows(
          `SELECT t.number, t.worker FROM toonvision.trial t JOIN toonvision.study s ON s.id = t.study
         WHERE s.name = 'killed' AND t.state = 'running' AND t.worker LIKE $1`,
          [`%:${first.pid}/%`],
        );
      }
      if (lost === undefined) throw new Error('no worker was killed in the middle of a trial');
      const { number, worker: before } = lost;
      const began = Date.now();
      await Promise.all(['b', 'c'].map(worker));
      await until('the trial in other hands', async () => {
        const [row] = await rows(
          `SELECT worker FROM toonvision.trial t JOIN toonvision.study s ON s.id = t.study WHERE s.name = 'killed' AND t.number = $1`,
          [number],
        );
        return row?.worker !== before ? row : undefined;
      });
      expect(Date.now() - began).toBeLessThan(30_000);
      const { trials } = await study;
      expect(essence(trials)).toEqual(essence(whole));
      const [count] = await rows(
        `SELECT count(*)::int AS count FROM toonvision.trial t JOIN toonvision.study s ON s.id = t.study WHERE s.name = 'killed'`,
      );
      expect(count.count).toBe(whole.length);
    });

    it('a worker that is asked to end gives its trial back with its epochs, and another goes on at once', async () => {
      const study = coordinateStudy({ ...options('asked'), workers: 0 });
      let given: number | undefined;
      for (let attempt = 0; attempt < 4 && given === undefined; attempt += 1) {
        const first = await worker('a');
        await underWay('asked');
        first.kill('SIGINT');
        expect(await new Promise((done) => first.on('exit', done))).toBe(0);
        const number = /trial (\d+): given back/.exec(first.output())?.[1];
        if (number !== undefined) given = Number(number);
      }
      const [row] = await rows(
        `SELECT t.deliveries, t.worker, length(f.content) AS bytes FROM toonvision.trial t JOIN toonvision.study s ON s.id = t.study
       LEFT JOIN toonvision.trial_files f ON f.study = t.study AND f.number = t.number WHERE s.name = 'asked' AND t.number = $1`,
        [given],
      );
      expect(row).toMatchObject({ deliveries: 0, worker: null });
      expect(row.bytes).toBeGreaterThan(1000);
      await worker('b');
      expect(essence((await study).trials)).toEqual(essence(whole));
    });

    it('the coordinator is killed and called again; two work on one study; both have all trials', async () => {
      await Promise.all(['a', 'b'].map(worker));
      const config = join(folder, 'toonvision.config.json');
      const before = await readFile(config, 'utf8');
      await writeFile(config, JSON.stringify({ ...JSON.parse(before), train }));
      try {
        const parts = [
          'tune',
          '--space',
          space,
          '--epochs',
          String(EPOCHS),
          '--objective',
          'valLoss',
          '--objective',
          'parameters',
        ];
        parts.push('--sampler', 'tpe', '--trials', '12', '--name', 'two', '--workers', '0');
        const killed = start(parts, folder);
        await underWay('two');
        killed.kill('SIGKILL');
        const again = start(parts, folder);
        // The other one on another machine: a copy of the project.
        const copy = join(elsewhere, 'copy');
        await cp(folder, copy, { recursive: true, filter: (path) => !path.includes('studies') });
        const other = start(parts, copy);
        const codes = await Promise.all([again, other].map((child) => new Promise((done) => child.on('exit', done))));
        expect([codes, again.output(), other.output()]).toEqual([[0, 0], expect.any(String), expect.any(String)]);
        expect(essence((await readStudy(project, 'two')).trials)).toEqual(essence(whole));
        expect(essence((await readStudy(await loadConfig(copy), 'two')).trials)).toEqual(essence(whole));
      } finally {
        await writeFile(config, before);
      }
    });

    it('a connection that is lost between two statements fails the next one, and nothing else', async () => {
      const storage = await openStorage(postgres.url);
      try {
        const lost = storage.tables.transaction().execute(async (own) => {
          const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(own);
          await storage.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
          // Nobody waits for the connection now.
          await new Promise((done) => setTimeout(done, 300));
          await sql`SELECT 1`.execute(own);
        });
        await expect(lost.catch((error: unknown) => isConnectionLost(error))).resolves.toBe(true);
        expect((await storage.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
      } finally {
        await storage.close();
      }
    });

    it('the database crashes in the middle and comes back', async () => {
      await Promise.all(['a', 'b'].map(worker));
      const trouble: string[] = [];
      const study = coordinateStudy({ ...options('crash'), workers: 0, onTrouble: (line) => trouble.push(line) });
      await underWay('crash');
      await postgres.crash();
      await new Promise((done) => setTimeout(done, 4000));
      await postgres.start();
      expect(essence((await study).trials)).toEqual(essence(whole));
      expect(trouble.join('\n')).toContain('cannot be reached');
      expect(trouble.join('\n')).toContain('is back');
    });

    it('workers in the same process; a study that was begun alone moves to the database and goes on', async () => {
      await tuneStudy({ ...options('moved'), trials: 5, workers: 2 });
      const study = await coordinateStudy({ ...options('moved'), workers: 2 });
      expect(essence(study.trials)).toEqual(essence(whole));
      const storage = await openStorage(postgres.url);
      try {
        const line = (await listSharedStudies(storage)).find(({ name }) => name === 'moved');
        expect(line?.trials).toEqual({ running: 0, finished: 12, failed: 0 });
      } finally {
        await storage.close();
      }
    });

    it('trials that fail keep their error, and too many in a row end the study', async () => {
      const broken = join(folder, 'broken.ts');
      await writeFile(broken, SPACE.replace('train: {', 'train: { focalGamma: 2,'));
      const bad = { ...options('broken'), space: broken, workers: 1, maxRetries: 0, sampler: 'random' } as const;
      await expect(coordinateStudy(bad)).rejects.toThrow(/3 trials failed one after the other; the last: .*focalGamma/);
      const { trials } = await readStudy(project, 'broken');
      expect(trials.filter(({ state }) => state === 'failed').map(({ error }) => error)).toEqual(
        new Array(3).fill(expect.stringContaining('focalGamma')),
      );
    });

    it('a worker that has no room gives its trial back, says why and ends; another has the study done', async () => {
      const cwd = join(elsewhere, 'full');
      await mkdir(cwd, { recursive: true });
      await writeFile(join(cwd, 'data'), 'a file where a folder should be');
      const bad = start(['worker', '--slots', '1', '--data', 'data'], cwd);
      const study = coordinateStudy({ ...options('room'), workers: 0, trials: 4 });
      expect(await new Promise((done) => bad.on('exit', done))).toBe(1);
      expect(bad.output()).toContain('data');
      expect(bad.output()).not.toMatch(/ at .*\.ts:\d+/);
      await worker('b');
      expect(essence((await study).trials)).toEqual(essence(whole).slice(0, 4));
    });

    it('refuses in words: another study of that name, a newer schema, nobody there, no address, a wrong password never shown', async () => {
      await expect(coordinateStudy({ ...options('three'), seed: 5, workers: 0 })).rejects.toMatchObject({
        message: expect.stringContaining('seed: was 0, and is now 5'),
        exitCode: 2,
      });
      await rows('UPDATE toonvision.version SET version = 99');
      await expect(openStorage(postgres.url)).rejects.toThrow(/newer version.*schema 99/s);
      await rows('UPDATE toonvision.version SET version = 1');
      const nobody = await cli(['worker', '--storage', 'postgres://me:secret@127.0.0.1:9/none'], { cwd: elsewhere });
      expect(nobody).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('database 127.0.0.1:9/none: it cannot be reached'),
      });
      expect(nobody.stderr + nobody.stdout).not.toContain('secret');
      const none = await cli(['worker', '--storage', 'mysql://me:secret@h/x'], { cwd: elsewhere });
      expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('mysql://me') });
      const missing = await cli(['worker'], { cwd: elsewhere });
      expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('TOONVISION_STORAGE') });
      const database = await cli(['worker', '--storage', postgres.url.replace('/studies', '/absent')], {
        cwd: elsewhere,
      });
      expect(database).toMatchObject({ code: 2, stderr: expect.stringContaining('database "absent" does not exist') });
      const [study] = await rows(`SELECT record FROM toonvision.study LIMIT 1`);
      expect(study.record).not.toContain('secret');
    });
  },
);
