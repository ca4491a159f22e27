// How a study grows with workers: one and two on this machine, and two processes over PostgreSQL; overhead of the tuner itself.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  coordinateStudy,
  finishedTrials,
  loadConfig,
  openStorage,
  type StudyEnd,
  type TuneOptions,
  tuneStudy,
} from 'toonvision';
import { describeMachine, loadWarning } from './machine.ts';

const [folder = 'demo-town', storage = process.env.TOONVISION_STORAGE] = process.argv.slice(2);
if (!existsSync(folder)) {
  console.error(`${folder}: no such folder; draw one with \`npx toonvision demo ${folder}\`, then extract and split.`);
  process.exit(2);
}
const project = await loadConfig(resolve(folder));
const TRIALS = 24;
const options: Omit<TuneOptions, 'name'> = {
  project,
  sampler: 'random',
  trials: TRIALS,
  epochs: 4,
  threads: 1,
  train: { patience: 4 },
};

interface Measured {
  what: string;
  seconds: number;
  busy: number;
  workers: number;
  weights: string;
}

async function measure(what: string, workers: number, run: (name: string) => Promise<StudyEnd>): Promise<Measured> {
  const name = `scaling-${process.pid}-${what.replace(/\W+/g, '-')}`;
  const start = performance.now();
  const { trials } = await run(name);
  const seconds = (performance.now() - start) / 1000;
  const executions = finishedTrials(trials).flatMap(({ result }) => result.executions);
  await rm(join(project.directory, 'studies', name), { recursive: true, force: true });
  return {
    ...{ what, seconds, workers },
    busy: executions.reduce((sum, one) => sum + one.seconds + one.evaluationSeconds, 0),
    weights: executions.map(({ weightsSha256 }) => weightsSha256).join(),
  };
}

const machine = describeMachine();
const warning = loadWarning(machine);
if (warning !== undefined) console.log(warning);
const rows: Measured[] = [];
rows.push(await measure('1 worker, SQLite', 1, (name) => tuneStudy({ ...options, name, workers: 1 })));
rows.push(await measure('2 workers, SQLite', 2, (name) => tuneStudy({ ...options, name, workers: 2 })));
let perTrial: string | undefined;
if (storage !== undefined) {
  const main = fileURLToPath(new URL('../../packages/toonvision/bin/toonvision.js', import.meta.url));
  const data = await mkdtemp(join(tmpdir(), 'scaling-'));
  const children: ChildProcess[] = [0, 1].map((number) =>
    spawn(process.execPath, [main, 'worker', '--slots', '1', '--threads', '1', '--data', join(data, String(number))], {
      cwd: data,
      env: { ...process.env, TOONVISION_STORAGE: storage },
      stdio: 'ignore',
    }),
  );
  const { pool: client, close } = await openStorage(storage);
  const commits = async () => {
    // The counters come a moment late.
    await new Promise((done) => setTimeout(done, 2000));
    const { rows: found } = await client.query(
      `SELECT xact_commit::int AS commits, tup_inserted::int AS inserted, tup_updated::int AS updated
       FROM pg_stat_database WHERE datname = current_database()`,
    );
    return found[0];
  };
  // Processes, data and code are warm before the clock runs: a study is long, its beginning is not.
  await coordinateStudy({ ...options, storage, name: `scaling-${process.pid}-warm`, workers: 0, trials: 2, epochs: 1 });
  const before = await commits();
  const name = 'PostgreSQL, 2 worker processes';
  rows.push(await measure(name, 2, (study) => coordinateStudy({ ...options, storage, name: study, workers: 0 })));
  const after = await commits();
  const each = (key: 'commits' | 'inserted' | 'updated') => ((after[key] - before[key]) / TRIALS).toFixed(0);
  const { rows: sizes } = await client.query(
    `SELECT avg(length(content))::int AS bytes, (SELECT avg(length(task) + length(result))::int FROM toonvision.trial) AS text
     FROM toonvision.trial_files`,
  );
  perTrial = `per trial: ${each('commits')} transactions, ${each('inserted')} rows inserted, ${each('updated')} updated (polling of an idle queue included); ${Math.round(sizes[0].bytes / 1000)} kB of run, ${Math.round(sizes[0].text / 1000)} kB of task and result`;
  for (const child of children) child.kill('SIGINT');
  await Promise.all(children.map((child) => new Promise((done) => child.on('exit', done))));
  await client.query(`DELETE FROM toonvision.study WHERE name LIKE 'scaling-%'`);
  await close();
  await rm(data, { recursive: true, force: true });
  await rm(join(project.directory, 'studies', `scaling-${process.pid}-warm`), { recursive: true, force: true });
}
console.log(
  `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; ${TRIALS} trials of ${options.epochs} epochs, one thread each`,
);
for (const { what, seconds, busy, workers } of rows) {
  const faster = ((rows[0]?.seconds ?? 0) / seconds).toFixed(2);
  const overhead = ((1 - busy / (seconds * workers)) * 100).toFixed(1);
  console.log(
    `${what.padEnd(32)} ${seconds.toFixed(1).padStart(7)} s  ${faster}x  ${overhead}% of the workers' time is neither training nor evaluation`,
  );
}
if (perTrial !== undefined) console.log(perTrial);
console.log(new Set(rows.map(({ weights }) => weights)).size === 1 ? 'the same weights everywhere' : 'OTHER WEIGHTS');
