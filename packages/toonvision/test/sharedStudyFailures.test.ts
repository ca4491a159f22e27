// Distributed studies have the same trials when workers, coordinators, connections or the database fail.
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
/** Long enough that a trial reports its progress before it ends. */
const LONG_EPOCHS = 120;
const LONG_TRIALS = 6;

describe('a distributed study', withPostgres, () => {
  let shared: SharedStudies;
  let alone: Trial[];
  let aloneLong: Trial[];
  beforeAll(async () => {
    shared = await startSharedStudies();
    alone = await shared.trainAlone(EPOCHS);
    aloneLong = await shared.trainAlone(LONG_EPOCHS, LONG_TRIALS);
  });
  afterEach(() => shared.killAll());
  afterAll(() => shared?.end());

  it('reassigns the trial of a killed worker within 30 s; no trial is lost or counted twice', {
    timeout: 120_000,
  }, async () => {
    const { rows, until, options, startWorker, killInTrial } = shared;
    const study = coordinateStudy({ ...options('killed', LONG_EPOCHS), workers: 0, trials: LONG_TRIALS });
    const { number, worker: lostWorker } = await killInTrial('killed', await startWorker('a'), 3);
    const lostAt = Date.now();
    await Promise.all(['b', 'c'].map(startWorker));
    await until('another worker with the trial', async () => {
      const [row] = await rows(
        `SELECT worker FROM toonvision.trial t JOIN toonvision.study s ON s.id = t.study WHERE s.name = 'killed' AND t.number = $1`,
        [number],
      );
      return row?.worker !== lostWorker ? row : undefined;
    });
    expect(Date.now() - lostAt).toBeLessThan(30_000);
    const { trials } = await study;
    expect(essence(trials)).toEqual(essence(aloneLong));
    const [count] = await rows(
      `SELECT count(*)::int AS count FROM toonvision.trial t JOIN toonvision.study s ON s.id = t.study WHERE s.name = 'killed'`,
    );
    expect(count.count).toBe(LONG_TRIALS);
  });

  it('gets the trial back with its epochs from an interrupted worker, and another continues it', {
    timeout: 120_000,
  }, async () => {
    const { rows, options, startWorker, waitForTrial } = shared;
    const study = coordinateStudy({ ...options('asked', LONG_EPOCHS), workers: 0, trials: LONG_TRIALS });
    let returned: number | undefined;
    for (let attempt = 0; attempt < 4 && returned === undefined; attempt += 1) {
      const first = await startWorker('a');
      await waitForTrial('asked', 3);
      first.kill('SIGINT');
      expect(await new Promise((done) => first.on('exit', done))).toBe(0);
      const number = /trial (\d+): released/.exec(first.output())?.[1];
      if (number !== undefined) returned = Number(number);
    }
    const [row] = await rows(
      `SELECT t.deliveries, t.worker, length(f.content) AS bytes FROM toonvision.trial t JOIN toonvision.study s ON s.id = t.study
     LEFT JOIN toonvision.trial_files f ON f.study = t.study AND f.number = t.number WHERE s.name = 'asked' AND t.number = $1`,
      [returned],
    );
    expect(row).toMatchObject({ deliveries: 0, worker: null });
    expect(row.bytes).toBeGreaterThan(1000);
    await startWorker('b');
    expect(essence((await study).trials)).toEqual(essence(aloneLong));
  });

  it('survives a killed coordinator and a killed worker; two coordinators both get all trials', async () => {
    const { folder, project, space, elsewhere, start, startWorker, killInTrial } = shared;
    const [first] = await Promise.all([startWorker('a'), startWorker('b')]);
    const config = join(folder, 'toonvision.config.json');
    const before = await readFile(config, 'utf8');
    await writeFile(config, JSON.stringify({ ...JSON.parse(before), train: trainSettings(EPOCHS) }));
    try {
      const parts = ['tune', '--space', space, '--epochs', String(EPOCHS), '--objective', 'valLoss'];
      parts.push('--objective', 'parameters', '--sampler', 'tpe', '--trials', '12', '--name', 'two', '--workers', '0');
      const killed = start(parts, folder);
      await killInTrial('two', first);
      killed.kill('SIGKILL');
      const again = start(parts, folder);
      // A coordinator on another machine has a copy of the project.
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
      const lost = storage.tables.transaction().execute(async (transaction) => {
        const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(transaction);
        await storage.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
        // No statement is waiting on the connection.
        await new Promise((done) => setTimeout(done, 300));
        await sql`SELECT 1`.execute(transaction);
      });
      await expect(lost.catch((error: unknown) => isConnectionLost(error))).resolves.toBe(true);
      expect((await storage.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    } finally {
      await storage.close();
    }
  });

  it('waits for a crashed database to come back', async () => {
    const { options, startWorker, waitForTrial } = shared;
    await Promise.all(['a', 'b'].map(startWorker));
    const warnings: string[] = [];
    const study = coordinateStudy({
      ...options('crash', EPOCHS),
      workers: 0,
      onWarning: (line) => warnings.push(line),
    });
    await waitForTrial('crash');
    await shared.postgres.crash();
    await new Promise((done) => setTimeout(done, 4000));
    await shared.postgres.start();
    expect(essence((await study).trials)).toEqual(essence(alone));
    expect(warnings.join('\n')).toContain('lost the connection');
    expect(warnings.join('\n')).toContain('reconnected');
  });
});
