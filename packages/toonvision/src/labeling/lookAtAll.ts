// Looks at many pictures with a run's model, on all cores.
import { availableParallelism } from 'node:os';
import { modelFiles } from '@toonvision/nn';
import { InterruptedError } from '../errors/index.ts';
import { startThreadPool, threadProgram } from '../threads/index.ts';
import { loadRunModel, type Run } from '../training/index.ts';
import type { LookAnswer, LookJob, LookStart } from './lookWorker.ts';

export interface LookOptions {
  /** Default as many as there are cores. */
  threads?: number;
  /** Called with the pictures done and all of them. */
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/**
 * The answers in the order of the jobs.
 *
 * @throws UserError when the run has no weights; InterruptedError when `signal` aborts
 */
export async function lookAtAll(
  run: Run,
  jobs: readonly LookJob[],
  { threads = availableParallelism(), onProgress, signal }: LookOptions = {},
): Promise<LookAnswer[]> {
  if (jobs.length === 0) return [];
  const { modelJson, weights } = modelFiles(await loadRunModel(run));
  const start: LookStart = { modelJson, weights, input: run.record.config.input };
  const lanes = Math.max(1, Math.min(threads, jobs.length));
  const pool = startThreadPool<LookJob, LookAnswer>(threadProgram('./lookWorker', import.meta.url), {
    threads: lanes,
    start,
  });
  const answers = new Array<LookAnswer>(jobs.length);
  let next = 0;
  let done = 0;
  const lane = async (): Promise<void> => {
    while (next < jobs.length) {
      if (signal?.aborted === true) throw new InterruptedError('interrupted; nothing was ranked');
      const index = next;
      next += 1;
      const job = jobs[index];
      if (job === undefined) return;
      answers[index] = await pool.run(job);
      done += 1;
      onProgress?.(done, jobs.length);
    }
  };
  try {
    await Promise.all(Array.from({ length: lanes }, lane));
  } finally {
    await pool.end();
  }
  return answers;
}
