// Runs an asynchronous function over a list with limited concurrency.
import { InterruptedError } from '../errors/index.ts';

export interface ParallelOptions {
  /** Maximum number of items at a time. */
  limit: number;
  /** Called after each item with the number of finished items and of all items. */
  onProgress?: (done: number, total: number) => void;
  /** Aborting it stops before the next item. */
  signal?: AbortSignal;
  /** Message of an interruption, and how to resume. */
  interrupted: { what: string; remedy: string };
}

/**
 * Returns the results of `work` in the order of `items`. After a failure or an interruption no further item is started,
 * and started items are awaited, so that no work continues after the promise settles.
 *
 * @throws the first error of `work`; InterruptedError when `signal` aborts
 */
export async function inParallel<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
  { limit, onProgress, signal, interrupted }: ParallelOptions,
): Promise<R[]> {
  const results: R[] = new Array<R>(items.length);
  const failures: unknown[] = [];
  let next = 0;
  let done = 0;
  async function runNext(): Promise<void> {
    while (failures.length === 0 && next < items.length) {
      if (signal?.aborted === true) {
        failures.push(new InterruptedError(interrupted.what, interrupted.remedy));
        return;
      }
      const index = next;
      next += 1;
      try {
        results[index] = await work(items[index] as T, index);
        done += 1;
        onProgress?.(done, items.length);
      } catch (error) {
        failures.push(error);
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, runNext));
  if (failures.length > 0) throw failures[0];
  return results;
}
