// Goes on when the database is away for a while: a restart must cost nothing but the time it takes.
import type { SharedStorage } from './storage.ts';
import { explainStorageError, isConnectionLost } from './storage.ts';

/** A restart takes seconds; after this the command ends, and can be called again. */
const PATIENCE_MS = 5 * 60_000;

/**
 * Runs queries of `work`, again and again while the database cannot be reached. What `work` does must come to the same when
 * it is done twice.
 *
 * @param onTrouble told once when it is away, once when it is back
 * @throws UserError when it stays away for five minutes, or refuses
 */
export async function lasting<T>(
  { where }: Pick<SharedStorage, 'where'>,
  work: () => Promise<T>,
  { onTrouble, signal }: { onTrouble?: (text: string) => void; signal?: AbortSignal } = {},
): Promise<T> {
  const began = performance.now();
  for (let attempt = 0; ; attempt += 1) {
    try {
      const found = await work();
      if (attempt > 0) onTrouble?.(`the database ${where} is back`);
      return found;
    } catch (error) {
      if (!isConnectionLost(error) || signal?.aborted === true || performance.now() - began > PATIENCE_MS)
        throw explainStorageError(error, where);
      if (attempt === 0) onTrouble?.(`the database ${where} cannot be reached; trying again`);
      await new Promise((done) => setTimeout(done, Math.min(5000, 250 * 2 ** Math.min(attempt, 5))));
    }
  }
}
