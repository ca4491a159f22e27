// Runs an asynchronous function over a list, a few at a time.
import { InterruptedError } from '../errors/index.ts';

export interface ParallelOptions {
  /** How many run at once. */
  limit: number;
  /** Called after each item with the number done and the number of all. */
  onProgress?: (done: number, total: number) => void;
  /** Ends the work between two items. */
  signal?: AbortSignal;
  /** What an interruption is called and how to go on after it. */
  interrupted: { what: string; remedy: string };
}

/**
 * The results of `work` in the order of `items`. After a failure or an interruption nothing new begins, and what has
 * begun is awaited, so that no work goes on behind the caller's back.
 *
 * @throws The first error of `work`; InterruptedError when `signal` aborts.
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
  async function lane(): Promise<void> {
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
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
  if (failures.length > 0) throw failures[0];
  return results;
}
