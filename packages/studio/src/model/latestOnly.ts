// Runs one task at a time; of the tasks that arrive meanwhile, only the latest runs.

/**
 * @example
 * const enqueue = latestOnly();
 * enqueue(async () => show(await model.predict(pixels, box)));
 */
export function latestOnly(): (task: () => Promise<void>) => void {
  let busy = false;
  let next: (() => Promise<void>) | undefined;
  const enqueue = (task: () => Promise<void>): void => {
    if (busy) {
      next = task;
      return;
    }
    busy = true;
    void task().finally(() => {
      busy = false;
      const waiting = next;
      next = undefined;
      if (waiting !== undefined) enqueue(waiting);
    });
  };
  return enqueue;
}
