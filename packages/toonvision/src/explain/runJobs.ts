// Runs explanation jobs on worker threads.
import { availableParallelism } from 'node:os';
import { modelFiles, type Sequential } from '@toonvision/nn';
import { useBundledFonts } from '../charts/index.ts';
import { InterruptedError } from '../errors/index.ts';
import { startThreadPool, threadProgram } from '../threads/index.ts';
import type { ExplainedRun } from './explainedSample.ts';
import type { ExplainJob, ExplainResult, WorkerInit } from './explainWorker.ts';
import type { ExplainerOptions } from './maps/index.ts';

/** Options of work on threads. */
export interface ThreadOptions {
  /** Number of worker threads. Default: number of cores, at most one per job. */
  threads?: number;
  /** Called with the number of finished jobs and the total. */
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/**
 * Runs the jobs and returns their results in order. Jobs in progress are finished before an error is thrown, so no file
 * is left half-written.
 *
 * @throws InterruptedError when `signal` aborts; the first error of a job
 */
export async function runJobs<Job extends ExplainJob>(
  jobs: readonly Job[],
  { model, run, explainer }: { model: Sequential; run: ExplainedRun; explainer: ExplainerOptions },
  { threads = availableParallelism(), onProgress, signal }: ThreadOptions,
): Promise<Extract<ExplainResult, { kind: Job['kind'] }>[]> {
  if (jobs.length === 0) return [];
  // Must be set in the main thread: fontconfig does not see a worker's copy of the environment.
  useBundledFonts();
  const { modelJson, weights } = modelFiles(model);
  const { classes, classNames, input } = run;
  const init: WorkerInit = { modelJson, weights, run: { classes, classNames, input }, explainer };
  const size = Math.max(1, Math.min(threads, jobs.length));
  const pool = startThreadPool<ExplainJob, ExplainResult>(threadProgram('./explainWorker', import.meta.url), {
    threads: size,
    start: init,
  });
  const results = new Array<Extract<ExplainResult, { kind: Job['kind'] }>>(jobs.length);
  const errors: unknown[] = [];
  let next = 0;
  let done = 0;
  const runNext = async () => {
    while (next < jobs.length && errors.length === 0) {
      if (signal?.aborted === true) {
        errors.push(
          new InterruptedError(`interrupted after ${done} of ${jobs.length} images`, 'Run the command again.'),
        );
        return;
      }
      const index = next;
      next += 1;
      const job = jobs[index];
      if (job === undefined) return;
      try {
        results[index] = (await pool.run(job)) as Extract<ExplainResult, { kind: Job['kind'] }>;
        done += 1;
        onProgress?.(done, jobs.length);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: size }, runNext));
  } finally {
    await pool.end();
  }
  if (errors.length > 0) throw errors[0];
  return results;
}
