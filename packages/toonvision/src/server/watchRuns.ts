// Publishes events when runs are created, make progress, end or are deleted, by polling their folders.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Project } from '../config/index.ts';
import { listRuns, readRun } from '../training/index.ts';
import type { EventLog } from './eventLog.ts';
import { fileStamp } from './fileStamp.ts';
import { poll } from './poll.ts';
import { progressOf } from './progress.ts';

interface Seen {
  stamp: string;
  status: string;
  epochs: number;
}

const epochsSchema = z.array(z.record(z.string(), z.number().nullable()));

/**
 * Polls every `interval` milliseconds while the event log has readers.
 *
 * @returns a function that stops polling
 */
export function watchRuns(project: () => Promise<Project>, events: EventLog, interval = 1000): () => void {
  const seen = new Map<string, Seen>();

  async function checkAll(isFirst: boolean): Promise<void> {
    const current = await project();
    const names = await listRuns(current);
    for (const name of seen.keys()) {
      if (names.includes(name)) continue;
      seen.delete(name);
      events.publish('run', { name, status: 'gone' });
    }
    for (const name of names) await checkRun(current, name, isFirst);
  }

  async function checkRun(current: Project, name: string, isFirst: boolean): Promise<void> {
    const folder = join(current.paths.runs, name);
    const before = seen.get(name);
    const stamp = await fileStamp(
      ['run.json', 'history.json', 'evaluation-test.json', 'evaluation-val.json'].map((file) => join(folder, file)),
    );
    // The status of a killed process changes without a file.
    if (before?.stamp === stamp && before.status !== 'running') return;
    const run = await readRun(current, name).catch(() => undefined);
    if (run === undefined) return;
    const { status, config } = run.record;
    const history = await readFile(join(folder, 'history.json'), 'utf8').then(
      (text) => epochsSchema.safeParse(JSON.parse(text)).data ?? [],
      () => [],
    );
    seen.set(name, { stamp, status, epochs: history.length });
    if (isFirst || (before?.stamp === stamp && before.status === status)) return;
    for (const values of history.slice(before?.epochs ?? 0)) {
      const { secondsLeft, ...rest } = progressOf(history, values, config.epochs);
      events.publish('epoch', { run: name, ...rest, secondsLeft: status === 'running' ? secondsLeft : null });
    }
    if (before?.status !== status || before.stamp !== stamp) events.publish('run', { name, status });
  }

  return poll(checkAll, { interval, isWanted: () => events.readers > 0 });
}
