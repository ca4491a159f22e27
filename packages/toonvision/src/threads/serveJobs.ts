// The worker side of a thread pool: runs each job it receives.
import { parentPort } from 'node:worker_threads';
import { type ExitCode, UserError } from '../errors/index.ts';

/** The response to a job. Errors are sent as plain fields; `exitCode` marks those meant for the user. */
export type JobAnswer<Value> =
  | { ok: true; value: Value }
  | { ok: false; message: string; exitCode?: ExitCode; stack?: string };

/**
 * Runs jobs one at a time, as the pool sends them. Call it once, at the end of the worker script.
 *
 * @example
 * serveJobs((number: number) => number ** 2);
 */
export function serveJobs<Job, Value>(work: (job: Job) => Value | Promise<Value>): void {
  parentPort?.on('message', async (job: Job) => {
    let answer: JobAnswer<Value>;
    try {
      answer = { ok: true, value: await work(job) };
    } catch (error) {
      if (error instanceof UserError) answer = { ok: false, message: error.message, exitCode: error.exitCode };
      else if (error instanceof Error) answer = { ok: false, message: error.message, stack: error.stack };
      else answer = { ok: false, message: String(error) };
    }
    parentPort?.postMessage(answer);
  });
}
