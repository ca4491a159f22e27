// Studies over several machines for tests: a PostgreSQL, a project, and worker processes in folders without a project.
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

/** Settings of a study with `epochs` per trial; each trial trains in its own thread, without further ones. */
const studySettings = (epochs: number) => ({
  ...({ epochs, sampler: 'tpe', trials: 12, objectives: ['valLoss', 'parameters'], threads: 0 } as const),
  train: trainSettings(epochs),
});

/** Settings of training in such a study. */
export const trainSettings = (epochs: number) => ({ batchSize: 8, patience: epochs });

/** Starts PostgreSQL and makes a project; `end` removes both with all processes that were started. */
export async function startSharedStudies() {
  const postgres = await startPostgres();
  const { folder, project, space } = await studyProject();
  const elsewhere = await mkdtemp(join(tmpdir(), 'toonvision-elsewhere-'));
  const children = new Set<ToolProcess>();

  /** Starts the tool in a folder, with the database in its environment. */
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

  /** Rows of a query on a connection of its own. */
  const rows = async (text: string, values: unknown[] = []) => {
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    try {
      return (await client.query(text, values)).rows;
    } finally {
      await client.end();
    }
  };

  /** Polls until `look` finds something. */
  const until = async <T>(what: string, look: () => Promise<T | undefined>, seconds = 60): Promise<T> => {
    const end = Date.now() + seconds * 1000;
    while (Date.now() < end) {
      const found = await look().catch(() => undefined);
      if (found !== undefined) return found;
      await new Promise((done) => setTimeout(done, 50));
    }
    const outputs = [...children].map((child) => child.output()).join('\n');
    throw new Error(`waited ${seconds} s in vain for: ${what}\n${outputs}`);
  };

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
    /** The study on this machine alone. */
    alone: async (epochs: number, trials = 12): Promise<Trial[]> => {
      const settings = { ...studySettings(epochs), project, space, name: `alone-${epochs}`, trials, workers: 1 };
      return (await tuneStudy(settings)).trials;
    },
    /** A worker process in an empty folder: it has no project. */
    worker: async (name: string): Promise<ToolProcess> => {
      const cwd = join(elsewhere, name);
      await mkdir(cwd, { recursive: true });
      return start(['worker', '--slots', '1', '--threads', '1', '--data', join(elsewhere, `data-${name}`)], cwd);
    },
    /** A running trial of a study, after at least `epochs`. */
    runningTrial: (name: string, epochs = 0) =>
      until(`a running trial of ${name}`, async () => {
        const [row] = await rows(
          `SELECT t.number, t.worker, t.epochs FROM toonvision.trial t JOIN toonvision.study s ON s.id = t.study
           WHERE s.name = $1 AND t.state = 'running' AND t.worker IS NOT NULL AND t.epochs >= $2
           ORDER BY t.number LIMIT 1`,
          [name, epochs],
        );
        return row as { number: number; worker: string; epochs: number } | undefined;
      }),
    end: async () => {
      await killAll();
      await postgres.end();
      for (const path of [folder, elsewhere]) await rm(path, { recursive: true, force: true });
    },
  };
}

export type SharedStudies = Awaited<ReturnType<typeof startSharedStudies>>;
