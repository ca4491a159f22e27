// Studies over several machines in trouble: workers, coordinators, connections and the database die, and no trial is lost.
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../src/config/index.ts';
import { isConnectionLost } from '../src/tuning/distributed/storage.ts';
import { coordinateStudy, openStorage, readStudy, type Trial } from '../src/tuning/index.ts';
import { type SharedStudies, startSharedStudies, trainSettings, withPostgres } from './sharedStudy.ts';
import { essence } from './smallStudy.ts';

const EPOCHS = 6;
/** Long enough that a worker can be caught in the middle of a trial. */
const LONG = 120;
const LONG_TRIALS = 6;

describe('a study over several machines', withPostgres, () => {
  let shared: SharedStudies;
  let alone: Trial[];
  let aloneLong: Trial[];
  beforeAll(async () => {
    shared = await startSharedStudies();
    alone = await shared.alone(EPOCHS);
    aloneLong = await shared.alone(LONG, LONG_TRIALS);
  });
  afterEach(() => shared.killAll());
  afterAll(() => shared?.end());

  it('gives the trial of a killed worker to another within 30 s; no trial is lost or counted twice', {
    timeout: 120_000,
  }, async () => {
    const { rows, until, options, worker, runningTrial } = shared;
    const study = coordinateStudy({ ...options('killed', LONG), workers: 0, trials: LONG_TRIALS });
    // A worker that is killed between two trials loses none: then the next one is killed.
    let lost: { number: number; worker: string } | undefined;
    for (let attempt = 0; attempt < 4 && lost === undefined; attempt += 1) {
      const first = await worker('a');
      await runningTrial('killed', 3);
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
    expect(essence(trials)).toEqual(essence(aloneLong));
    const [count] = await rows(
      `SELECT count(*)::int AS count FROM toonvision.trial t JOIN toonvision.study s ON s.id = t.study WHERE s.name = 'killed'`,
    );
    expect(count.count).toBe(LONG_TRIALS);
  });

  it('gets the trial back, with its epochs, from a worker that is asked to end; another continues it at once', async () => {
    const { rows, options, worker, runningTrial } = shared;
    const study = coordinateStudy({ ...options('asked', LONG), workers: 0, trials: LONG_TRIALS });
    let given: number | undefined;
    for (let attempt = 0; attempt < 4 && given === undefined; attempt += 1) {
      const first = await worker('a');
      await runningTrial('asked', 3);
      first.kill('SIGINT');
      expect(await new Promise((done) => first.on('exit', done))).toBe(0);
      const number = /trial (\d+): released/.exec(first.output())?.[1];
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
    expect(essence((await study).trials)).toEqual(essence(aloneLong));
  });

  it('survives a killed coordinator; two coordinators of one study both get all trials', async () => {
    const { folder, project, space, elsewhere, start, worker, runningTrial } = shared;
    await Promise.all(['a', 'b'].map(worker));
    const config = join(folder, 'toonvision.config.json');
    const before = await readFile(config, 'utf8');
    await writeFile(config, JSON.stringify({ ...JSON.parse(before), train: trainSettings(EPOCHS) }));
    try {
      const parts = ['tune', '--space', space, '--epochs', String(EPOCHS), '--objective', 'valLoss'];
      parts.push('--objective', 'parameters', '--sampler', 'tpe', '--trials', '12', '--name', 'two', '--workers', '0');
      const killed = start(parts, folder);
      await runningTrial('two');
      killed.kill('SIGKILL');
      const again = start(parts, folder);
      // The other one on another machine: a copy of the project.
      const copy = join(elsewhere, 'copy');
      await cp(folder, copy, { recursive: true, filter: (path) => !path.includes('studies') });
      const other = start(parts, copy);
      const codes = await Promise.all([again, other].map((child) => new Promise((done) => child.on('exit', done))));
      expect([codes, again.output(), other.output()]).toEqual([[0, 0], expect.any(String), expect.any(String)]);
      expect(essence((await readStudy(project, 'two')).trials)).toEqual(essence(alone));
      expect(essence((await readStudy(await loadConfig(copy), 'two')).trials)).toEqual(essence(alone));
    } finally {
      await writeFile(config, before);
    }
  });

  it('fails only the next statement when a connection is lost between two', async () => {
    const storage = await openStorage(shared.postgres.url);
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

  it('waits for a database that crashes and comes back', async () => {
    const { options, worker, runningTrial } = shared;
    await Promise.all(['a', 'b'].map(worker));
    const warnings: string[] = [];
    const study = coordinateStudy({
      ...options('crash', EPOCHS),
      workers: 0,
      onWarning: (line) => warnings.push(line),
    });
    await runningTrial('crash');
    await shared.postgres.crash();
    await new Promise((done) => setTimeout(done, 4000));
    await shared.postgres.start();
    expect(essence((await study).trials)).toEqual(essence(alone));
    expect(warnings.join('\n')).toContain('lost the connection');
    expect(warnings.join('\n')).toContain('reconnected');
  });
});
