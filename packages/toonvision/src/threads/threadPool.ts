// A pool of worker threads that take one job after the other.
import { Worker } from 'node:worker_threads';
import { UserError } from '../errors/index.ts';
import type { JobAnswer } from './serveJobs.ts';

export interface ThreadPool<Job, Answer> {
  /**
   * Has a job done by the next free thread.
   *
   * @throws what the thread threw: a UserError as such, anything else with its stack; or that it ended
   */
  run(job: Job): Promise<Answer>;
  /** Ends the threads; jobs that have begun are given up, so await them before. */
  end(): Promise<void>;
}

export interface ThreadPoolOptions {
  threads: number;
  /** Given to each thread as `workerData`; must survive structured cloning. */
  start?: unknown;
}

interface Waiting<Job, Answer> {
  job: Job;
  resolve: (answer: Answer) => void;
  reject: (error: Error) => void;
}

/**
 * Where the program of a thread lies: beside the file that asks, TypeScript in the sources and JavaScript when built.
 *
 * @param name without extension: `./pixelWorker`
 * @param from `import.meta.url` of the file that asks
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

  const give = (): void => {
    while (idle.length > 0 && waiting.length > 0) {
      const [worker, task] = [idle.pop(), waiting.shift()];
      if (worker === undefined || task === undefined) return;
      busy.set(worker, task);
      worker.postMessage(task.job);
    }
  };
  // A thread that has died does no more; the last one takes all that waits with it.
  const lose = (worker: Worker, error: Error): void => {
    busy.get(worker)?.reject(error);
    busy.delete(worker);
    const at = workers.indexOf(worker);
    if (at >= 0) workers.splice(at, 1);
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
      give();
    });
    worker.on('error', (error) => lose(worker, error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', (code) => {
      if (!ended) lose(worker, new Error(`a worker thread ended with code ${code}`));
    });
    return worker;
  });
  idle.push(...workers);
  return {
    run: (job) =>
      new Promise<Answer>((resolve, reject) => {
        if (workers.length === 0) return reject(new Error('all worker threads have ended'));
        waiting.push({ job, resolve, reject });
        give();
      }),
    end: async () => {
      ended = true;
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
