// Caches of expensive answers: one that evicts the least recently used, and one that depends on files.
import { fileStamp } from './fileStamp.ts';

/**
 * Runs `compute` once per key, even for concurrent requests. Failures are not cached.
 *
 * @param maxEntries number of answers to keep
 *
 * @example
 * const charts = lruCache<string>(64);
 * await charts('first/test/roc', () => drawChart());
 */
export function lruCache<Value>(maxEntries: number): (key: string, compute: () => Promise<Value>) => Promise<Value> {
  const answers = new Map<string, Promise<Value>>();
  return (key, compute) => {
    const cached = answers.get(key);
    if (cached !== undefined) {
      answers.delete(key);
      answers.set(key, cached);
      return cached;
    }
    const answer = compute();
    answers.set(key, answer);
    answer.catch(() => {
      if (answers.get(key) === answer) answers.delete(key);
    });
    const [oldest] = answers.keys();
    if (answers.size > maxEntries && oldest !== undefined) answers.delete(oldest);
    return answer;
  };
}

/**
 * A value read from files, cached until one of them changes. Failures are not cached.
 *
 * @example
 * const samples = whileUnchanged(() => [project.paths.samples], () => readSamples(project));
 * await samples();
 */
export function whileUnchanged<Value>(
  files: () => readonly string[],
  read: () => Promise<Value>,
): () => Promise<Value> {
  const cache = lruCache<Value>(1);
  return async () => cache(await fileStamp(files()), read);
}
