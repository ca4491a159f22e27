// Distributed studies for tests: a PostgreSQL server, a project, and worker processes in folders without a project.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { skipWhen } from '@toonvision/testing/skipWhen';
import pg from 'pg';
import { type Trial, tuneStudy } from '../src/tuning/index.ts';
import { INHERITED } from './cliProcess.ts';
import { postgresPrograms, startPostgres } from './postgres.ts';
import { studyProject } from './smallStudy.ts';

const MAIN = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));

/** Options of a test that needs PostgreSQL. */
export const withPostgres = skipWhen(postgresPrograms === undefined, 'PostgreSQL is not installed');

export type ToolProcess = ChildProcess & {
  /** Everything on stdout and stderr so far. */
  output(): string;
};

/** Settings of a study of 12 trials with `epochs` each; TPE uses its model from trial 10 on. */
const studySettings = (epochs: number) => ({
  ...({ epochs, sampler: 'tpe', trials: 12, objectives: ['valLoss', 'parameters'], threads: 0 } as const),
  train: trainSettings(epochs),
});

/** Settings of training in such a study. */
export const trainSettings = (epochs: number) => ({ batchSize: 8, patience: epochs });

/** Starts PostgreSQL and creates a project; `end` removes both and kills all started processes. */
export async function startSharedStudies() {
  const postgres = await startPostgres();
  const { folder, project, space } = await studyProject();
  const elsewhere = await mkdtemp(join(tmpdir(), 'toonvision-elsewhere-'));
  const children = new Set<ToolProcess>();

  /** Starts the tool in a folder, with the database's address in its environment. */
  const start = (parts: readonly string[], cwd: string): ToolProcess => {
    const env = {
      ...INHERITED,
      HOME: elsewhere,
      XDG_CACHE_HOME: join(elsewhere, 'cache'),
      TOONVISION_STORAGE: postgres.url,
    };
    let output = '';
    const tool = spawn(process.execPath, ['--no-memory-protection-keys', MAIN, ...parts], { cwd, env });
    for (const stream of [tool.stdout, tool.stderr])
      stream.on('data', (data) => {
        output += data;
      });
    const child = Object.assign(tool, { output: () => output });
    children.add(child);
    child.on('exit', () => children.delete(child));
    return child;
  };

  /** Rows of a query on a separate connection. */
  const rows = async (text: string, values: unknown[] = []) => {
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    try {
      return (await client.query(text, values)).rows;
    } finally {
      await client.end();
    }
  };

  /** Polls until `query` returns a value. */
  const until = async <T>(what: string, query: () => Promise<T | undefined>, seconds = 60): Promise<T> => {
    const end = Date.now() + seconds * 1000;
    while (Date.now() < end) {
      const value = await query().catch(() => undefined);
      if (value !== undefined) return value;
      await new Promise((done) => setTimeout(done, 50));
    }
    const outputs = [...children].map((child) => child.output()).join('\n');
    throw new Error(`timed out after ${seconds} s waiting for ${what}\n${outputs}`);
  };

  /** Trials of a study that a worker trains, after at least `epochs`. */
  const runningTrials = (name: string, epochs: number): Promise<{ number: number; worker: string }[]> =>
    rows(
      `SELECT t.number, t.worker FROM toonvision.trial t JOIN toonvision.study s ON s.id = t.study
       WHERE s.name = $1 AND t.state = 'running' AND t.worker IS NOT NULL AND t.epochs >= $2
       ORDER BY t.number`,
      [name, epochs],
    );

  const killAll = async () => {
    const exits = [...children].map((child) => new Promise((done) => child.on('exit', done)));
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(exits);
  };

  return {
    ...{ postgres, folder, project, space, elsewhere, start, rows, until, killAll },
    options: (name: string, epochs: number) => ({
      ...studySettings(epochs),
      ...{ project, space, name, storage: postgres.url },
    }),
    /** Trials of the same study without a database. */
    trainAlone: async (epochs: number, trials = 12): Promise<Trial[]> => {
      const settings = { ...studySettings(epochs), project, space, name: `alone-${epochs}`, trials, workers: 1 };
      return (await tuneStudy(settings)).trials;
    },
    /** Starts a worker process in an empty folder without a project. */
    startWorker: async (name: string): Promise<ToolProcess> => {
      const cwd = join(elsewhere, name);
      await mkdir(cwd, { recursive: true });
      return start(['worker', '--slots', '1', '--threads', '1', '--data', join(elsewhere, `data-${name}`)], cwd);
    },
    /** Waits for a running trial of a study that has trained at least `epochs`. */
    waitForTrial: (name: string, epochs = 0) =>
      until(`a running trial of ${name}`, async () => (await runningTrials(name, epochs))[0]),
    /** Kills a worker in the middle of a trial that has trained at least `epochs`; returns the lost trial. */
    killInTrial: (name: string, tool: ToolProcess, epochs = 0) =>
      until(`a running trial of ${name} in process ${tool.pid}`, async () => {
        // Suspended, so that the trial cannot finish between the query and the kill.
        tool.kill('SIGSTOP');
        const trials = await runningTrials(name, epochs);
        const lost = trials.find(({ worker }) => worker.includes(`:${tool.pid}/`));
        tool.kill(lost === undefined ? 'SIGCONT' : 'SIGKILL');
        return lost;
      }),
    end: async () => {
      await killAll();
      await postgres.end();
      for (const path of [folder, elsewhere]) await rm(path, { recursive: true, force: true });
    },
  };
}

export type SharedStudies = Awaited<ReturnType<typeof startSharedStudies>>;
