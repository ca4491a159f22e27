// Polling of files: it works on every file system, where watching does not.

/**
 * Calls `check` every `interval` milliseconds while `isWanted` returns true; calls never overlap. The first call does
 * not depend on `isWanted`, so that later ones know what existed before.
 *
 * @param check receives true until one call has succeeded
 * @returns a function that stops polling
 */
export function poll(
  check: (isFirst: boolean) => Promise<void>,
  { interval, isWanted }: { interval: number; isWanted: () => boolean },
): () => void {
  let isFirst = true;
  let busy = false;
  const timer = setInterval(() => {
    if (busy || !(isFirst || isWanted())) return;
    busy = true;
    check(isFirst)
      .then(() => {
        isFirst = false;
      })
      // Files may disappear during a call; the next one notices.
      .catch(() => undefined)
      .finally(() => {
        busy = false;
      });
  }, interval);
  timer.unref();
  return () => clearInterval(timer);
}
