// The thread pool distributes jobs, matches results to jobs, and passes on errors.
import { afterEach, expect, test } from 'vitest';
import { UserError } from '../errors/index.ts';
import type { EchoJob } from './echoWorker.ts';
import { startThreadPool, type ThreadPool, threadProgram } from './threadPool.ts';

let pool: ThreadPool<EchoJob, string>;
const start = (threads: number) => {
  pool = startThreadPool(threadProgram('./echoWorker', import.meta.url), { threads, start: '>' });
  return pool;
};
afterEach(() => pool.end());

test('runs more jobs than threads', async () => {
  const { run } = start(2);
  const jobs = Array.from({ length: 9 }, (_, i): EchoJob => ({ say: `${i}`, ...(i % 3 === 0 ? { how: 'wait' } : {}) }));
  expect(await Promise.all(jobs.map(run))).toEqual(jobs.map(({ say }) => `>${say}`));
});

test('passes on errors and reuses the thread', async () => {
  const { run } = start(1);
  await expect(run({ say: 'broken', how: 'user' })).rejects.toMatchObject({
    message: 'a file: broken',
    exitCode: 2,
    constructor: UserError,
  });
  await expect(run({ say: 'oops', how: 'defect' })).rejects.toThrow('oops');
  expect(await run({ say: 'still here' })).toBe('>still here');
});

test('fails the job of a thread that exits, and all waiting jobs after the last thread', async () => {
  const { run } = start(1);
  const results = await Promise.allSettled([run({ say: '', how: 'die' }), run({ say: 'next' })]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(run({ say: 'later' })).rejects.toThrow('all worker threads have exited');
});
