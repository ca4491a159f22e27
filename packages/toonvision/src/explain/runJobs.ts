// Runs the jobs of this room on all cores, ends cleanly on Ctrl-C.
import { availableParallelism } from 'node:os';
import { modelFiles, type Sequential } from '@toonvision/nn';
import { useBundledFonts } from '../charts/index.ts';
import { InterruptedError } from '../errors/index.ts';
import { startThreadPool, threadProgram } from '../threads/index.ts';
import type { ExplainedRun } from './explainedSample.ts';
import type { ExplainAnswer, ExplainJob, ThreadStart } from './explainWorker.ts';
import type { ExplainerOptions } from './maps/index.ts';

export interface ThreadOptions {
  /** Default as many as there are cores, at most one a job. */
  threads?: number;
  /** Called with the jobs done and all jobs. */
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/**
 * The answers in the order of the jobs. What has begun is finished before an interruption or a failure is thrown, so no
 * file is left half-written.
 */
export async function runJobs<Job extends ExplainJob>(
  jobs: readonly Job[],
  { model, run, explainer }: { model: Sequential; run: ExplainedRun; explainer: ExplainerOptions },
  { threads = availableParallelism(), onProgress, signal }: ThreadOptions,
): Promise<Extract<ExplainAnswer, { kind: Job['kind'] }>[]> {
  if (jobs.length === 0) return [];
  // In this thread: a worker's environment is a copy that fontconfig does not see.
  useBundledFonts();
  const { modelJson, weights } = modelFiles(model);
  const { classes, classNames, input } = run;
  const start: ThreadStart = { modelJson, weights, run: { classes, classNames, input }, explainer };
  const lanes = Math.max(1, Math.min(threads, jobs.length));
  const pool = startThreadPool<ExplainJob, ExplainAnswer>(threadProgram('./explainWorker', import.meta.url), {
    threads: lanes,
    start,
  });
  const answers = new Array<Extract<ExplainAnswer, { kind: Job['kind'] }>>(jobs.length);
  const failures: unknown[] = [];
  let next = 0;
  let done = 0;
  const lane = async () => {
    while (next < jobs.length && failures.length === 0) {
      if (signal?.aborted === true) {
        failures.push(
          new InterruptedError(`interrupted; ${done} of ${jobs.length} are done`, 'Run the command again.'),
        );
        return;
      }
      const index = next;
      next += 1;
      const job = jobs[index];
      if (job === undefined) return;
      try {
        answers[index] = (await pool.run(job)) as Extract<ExplainAnswer, { kind: Job['kind'] }>;
        done += 1;
        onProgress?.(done, jobs.length);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: lanes }, lane));
  } finally {
    await pool.end();
  }
  if (failures.length > 0) throw failures[0];
  return answers;
}
