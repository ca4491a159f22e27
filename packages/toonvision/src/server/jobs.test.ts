// Tests of jobs.ts: messages of a child process over IPC.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { JobView } from './api.ts';
import { Jobs } from './jobs.ts';

/** Runs a program as a job and returns the views that were reported until it ended. */
async function runJob(program: string): Promise<JobView[]> {
  const folder = await mkdtemp(join(tmpdir(), 'toonvision-jobs-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'program.mjs');
  await writeFile(path, program);
  const views: JobView[] = [];
  const jobs = new Jobs(folder, (job) => views.push(job), path);
  await jobs.startTraining(['train'], {});
  await expect.poll(() => views.at(-1)?.status, { timeout: 20_000 }).not.toBe('running');
  await jobs.close();
  return views;
}

it('takes the name of a run from its message, not from what it prints', async () => {
  const views = await runJob("console.log('Run printed: baseline'); process.send({ kind: 'run', name: 'reported' });");
  expect(views[0]).toMatchObject({ status: 'running', run: null });
  expect(views.at(-1)).toMatchObject({ status: 'ended', run: 'reported', repeats: null, study: null });
  expect(views.at(-1)?.output).toEqual(['Run printed: baseline']);
});

it('ignores invalid messages', async () => {
  const views = await runJob(
    "for (const message of ['x', 1, { kind: 'other', name: 'a' }, null]) process.send(message);",
  );
  expect(views.at(-1)).toMatchObject({ status: 'ended', run: null, repeats: null, study: null });
});
