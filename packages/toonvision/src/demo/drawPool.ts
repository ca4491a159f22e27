// Distributes screenshots over worker threads and stops cleanly when aborted.
import { Worker } from 'node:worker_threads';
import { UserError } from '../errors/index.ts';
import type { WorkerAnswer, WorkerStart } from './drawWorker.ts';
import type { Shot } from './layout.ts';

export interface PoolOptions extends WorkerStart {
  threads: number;
  signal: AbortSignal | undefined;
  /** Called after each shot is written. */
  onShot: (shot: Shot) => void;
}

const workerUrl = new URL(import.meta.url.endsWith('.ts') ? './drawWorker.ts' : './drawWorker.js', import.meta.url);

function errorOf(answer: Exclude<WorkerAnswer, { done: true }>): Error {
  return answer.user ? new UserError(answer.what, { exitCode: answer.exitCode }) : new Error(answer.what);
}

/** Draws shots from `next` in one worker until `next` returns undefined, drawing fails, or the signal aborts. */
function runWorker(next: () => Shot | undefined, options: PoolOptions): Promise<void> {
  const { seed, directory, signal, onShot } = options;
  const start: WorkerStart = { seed, directory };
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerUrl, { workerData: start });
    let current: Shot | undefined;
    let settled = false;
    const finish = (error?: Error): void => {
      if (settled) return;
      settled = true;
      void worker.terminate().then(() => (error === undefined ? resolve() : reject(error)));
    };
    const assignNext = (): void => {
      current = signal?.aborted === true ? undefined : next();
      if (current === undefined) finish();
      else worker.postMessage(current);
    };
    worker.on('message', (answer: WorkerAnswer) => {
      if (!answer.done) return finish(errorOf(answer));
      try {
        if (current !== undefined) onShot(current);
      } catch (error) {
        return finish(error instanceof Error ? error : new Error(String(error)));
      }
      assignNext();
    });
    worker.on('error', (error) => finish(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', (code) => finish(new Error(`a drawing worker exited with code ${code}`)));
    assignNext();
  });
}

/**
 * Draws `shots` in `threads` workers. Started shots are finished before the promise settles, so that no partial file is
 * left after an abort or after another shot failed.
 */
export async function drawShots(shots: readonly Shot[], options: PoolOptions): Promise<void> {
  let index = 0;
  let failed = false;
  const next = (): Shot | undefined => {
    if (failed) return undefined;
    index += 1;
    return shots[index - 1];
  };
  const count = Math.max(1, Math.min(options.threads, shots.length));
  const results = await Promise.allSettled(
    Array.from({ length: shots.length === 0 ? 0 : count }, async () => {
      try {
        await runWorker(next, options);
      } catch (error) {
        failed = true;
        throw error;
      }
    }),
  );
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
