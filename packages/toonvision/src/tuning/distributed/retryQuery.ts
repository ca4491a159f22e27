// Retries queries while the database is unreachable, so that a restart of the database costs only time.
import type { SharedStorage } from './storage.ts';
import { explainStorageError, isConnectionLost } from './storage.ts';

/** How long to retry. A restart takes seconds; after this the command fails and can be run again. */
const MAX_RETRY_MS = 5 * 60_000;

/**
 * Runs `query`, retrying with backoff while the database is unreachable. `query` must be idempotent.
 *
 * @param options.onWarning called once when the connection is lost and once when it is restored
 * @throws UserError if the database stays unreachable for five minutes or rejects the query
 */
export async function retryQuery<T>(
  { where }: Pick<SharedStorage, 'where'>,
  query: () => Promise<T>,
  { onWarning, signal }: { onWarning?: (text: string) => void; signal?: AbortSignal } = {},
): Promise<T> {
  const startedAt = performance.now();
  for (let attempt = 0; ; attempt += 1) {
    try {
      const result = await query();
      if (attempt > 0) onWarning?.(`reconnected to database ${where}`);
      return result;
    } catch (error) {
      if (!isConnectionLost(error) || signal?.aborted === true || performance.now() - startedAt > MAX_RETRY_MS)
        throw explainStorageError(error, where);
      if (attempt === 0) onWarning?.(`lost the connection to database ${where}; retrying`);
      await new Promise((done) => setTimeout(done, Math.min(5000, 250 * 2 ** Math.min(attempt, 5))));
    }
  }
}
