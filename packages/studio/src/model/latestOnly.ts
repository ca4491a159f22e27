// One question at a time; of those that come meanwhile only the last is asked.

/**
 * @example
 * const ask = latestOnly();
 * ask(async () => show(await model.look(pixels, box)));
 */
export function latestOnly(): (question: () => Promise<void>) => void {
  let busy = false;
  let next: (() => Promise<void>) | undefined;
  const ask = (question: () => Promise<void>): void => {
    if (busy) {
      next = question;
      return;
    }
    busy = true;
    void question().finally(() => {
      busy = false;
      const waiting = next;
      next = undefined;
      if (waiting !== undefined) ask(waiting);
    });
  };
  return ask;
}
