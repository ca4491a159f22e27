// Looks at files again and again: it works on every file system, where watching does not.

/**
 * Calls `look` every `interval` milliseconds, never twice at a time, while `isWanted` says so; the first time always, so that
 * later ones know what was there before.
 *
 * @param look told whether it is the first time that comes to its end
 * @returns a function that ends it
 */
export function lookAgain(
  look: (first: boolean) => Promise<void>,
  { interval, isWanted }: { interval: number; isWanted: () => boolean },
): () => void {
  let first = true;
  let busy = false;
  const timer = setInterval(() => {
    if (busy || !(first || isWanted())) return;
    busy = true;
    look(first)
      .then(() => {
        first = false;
      })
      // A folder that goes while it is looked at is seen gone the next time.
      .catch(() => undefined)
      .finally(() => {
        busy = false;
      });
  }, interval);
  timer.unref();
  return () => clearInterval(timer);
}
