// A pool of worker threads, each running one job at a time.
import { Worker } from 'node:worker_threads';
import { UserError } from '../errors/index.ts';
import type { JobAnswer } from './serveJobs.ts';

export interface ThreadPool<Job, Answer> {
  /**
   * Runs a job in the next free thread.
   *
   * @throws the error of the job: a UserError, or another error with its stack; or an error if the thread exited
   */
  run(job: Job): Promise<Answer>;
  /** Terminates the threads. Running jobs are lost, so await them first. */
  end(): Promise<void>;
}

export interface ThreadPoolOptions {
  /** Number of threads, at least 1. */
  threads: number;
  /** Passed to each thread as `workerData`; must support structured cloning. */
  start?: unknown;
}

interface Waiting<Job, Answer> {
  job: Job;
  resolve: (answer: Answer) => void;
  reject: (error: Error) => void;
}

/**
 * URL of a worker script next to the calling file: TypeScript in the sources, JavaScript in the build.
 *
 * @param name path without extension: `./pixelWorker`
 * @param from `import.meta.url` of the calling file
 */
export function threadProgram(name: string, from: string): URL {
  return new URL(`${name}${from.endsWith('.ts') ? '.ts' : '.js'}`, from);
}

function errorOf(answer: Extract<JobAnswer<unknown>, { ok: false }>): Error {
  if (answer.exitCode !== undefined) return new UserError(answer.message, { exitCode: answer.exitCode });
  const error = new Error(answer.message);
  if (answer.stack !== undefined) error.stack = answer.stack;
  return error;
}

/**
 * Starts threads that run `program`, which calls `serveJobs`.
 *
 * @example
 * const pool = startThreadPool<number, number>(threadProgram('./squareWorker', import.meta.url), { threads: 2 });
 * await pool.run(3); // 9
 */
export function startThreadPool<Job, Answer>(
  program: URL,
  { threads, start }: ThreadPoolOptions,
): ThreadPool<Job, Answer> {
  const waiting: Waiting<Job, Answer>[] = [];
  const idle: Worker[] = [];
  const busy = new Map<Worker, Waiting<Job, Answer>>();
  let ended = false;

  const dispatch = (): void => {
    while (idle.length > 0 && waiting.length > 0) {
      const [worker, task] = [idle.pop(), waiting.shift()];
      if (worker === undefined || task === undefined) return;
      busy.set(worker, task);
      worker.postMessage(task.job);
    }
  };
  // Removes a failed thread. When the last thread is gone, all waiting jobs fail.
  const remove = (worker: Worker, error: Error): void => {
    busy.get(worker)?.reject(error);
    busy.delete(worker);
    const index = workers.indexOf(worker);
    if (index >= 0) workers.splice(index, 1);
    if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1);
    if (workers.length === 0) for (const { reject } of waiting.splice(0)) reject(error);
  };
  const workers = Array.from({ length: Math.max(1, threads) }, () => {
    const worker = new Worker(program, { workerData: start });
    worker.on('message', (answer: JobAnswer<Answer>) => {
      const task = busy.get(worker);
      busy.delete(worker);
      idle.push(worker);
      if (answer.ok) task?.resolve(answer.value);
      else task?.reject(errorOf(answer));
      dispatch();
    });
    worker.on('error', (error) => remove(worker, error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', (code) => {
      if (!ended) remove(worker, new Error(`a worker thread exited with code ${code}`));
    });
    return worker;
  });
  idle.push(...workers);
  return {
    run: (job) =>
      new Promise<Answer>((resolve, reject) => {
        if (workers.length === 0) return reject(new Error('all worker threads have exited'));
        waiting.push({ job, resolve, reject });
        dispatch();
      }),
    end: async () => {
      ended = true;
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
