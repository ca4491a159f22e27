// Polling of files: it works on every file system, where watching does not.

/**
 * Calls `look` every `interval` milliseconds while `isWanted` returns true, never twice at a time. The first call always happens,
 * so that later ones know what existed before.
 *
 * @param look receives true until one call has succeeded
 * @returns a function that stops polling
 */
export function poll(
  look: (isFirst: boolean) => Promise<void>,
  { interval, isWanted }: { interval: number; isWanted: () => boolean },
): () => void {
  let isFirst = true;
  let busy = false;
  const timer = setInterval(() => {
    if (busy || !(isFirst || isWanted())) return;
    busy = true;
    look(isFirst)
      .then(() => {
        isFirst = false;
      })
      // A folder that disappears meanwhile is noticed at the next call.
      .catch(() => undefined)
      .finally(() => {
        busy = false;
      });
  }, interval);
  timer.unref();
  return () => clearInterval(timer);
}
