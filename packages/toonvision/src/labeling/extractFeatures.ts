// Computes the features of many images in worker threads.
import { availableParallelism } from 'node:os';
import { modelFiles } from '@toonvision/nn';
import { InterruptedError } from '../errors/index.ts';
import { startThreadPool, threadProgram } from '../threads/index.ts';
import { loadRunModel, type Run } from '../training/index.ts';
import type { FeatureAnswer, FeatureJob, FeatureWorkerStart } from './featureWorker.ts';

export interface ExtractFeaturesOptions {
  /** Number of worker threads. Default: number of cores. */
  threads?: number;
  /** Called after each image with the number of images done and in total. */
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/**
 * Computes the features of images with the model of a run.
 *
 * @returns answers in the order of the jobs
 * @throws UserError if the run has no weights; InterruptedError if `signal` aborts
 */
export async function extractFeatures(
  run: Run,
  jobs: readonly FeatureJob[],
  { threads = availableParallelism(), onProgress, signal }: ExtractFeaturesOptions = {},
): Promise<FeatureAnswer[]> {
  if (jobs.length === 0) return [];
  const { modelJson, weights } = modelFiles(await loadRunModel(run));
  const start: FeatureWorkerStart = { modelJson, weights, input: run.record.config.input };
  const workers = Math.max(1, Math.min(threads, jobs.length));
  const pool = startThreadPool<FeatureJob, FeatureAnswer>(threadProgram('./featureWorker', import.meta.url), {
    threads: workers,
    start,
  });
  const answers = new Array<FeatureAnswer>(jobs.length);
  let next = 0;
  let done = 0;
  const runJobs = async (): Promise<void> => {
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
    await Promise.all(Array.from({ length: workers }, runJobs));
  } finally {
    await pool.end();
  }
  return answers;
}
