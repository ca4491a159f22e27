// A value that is worked out from files and kept until they change.
import { fileStamp } from './fileStamp.ts';

/**
 * `read` runs at the first call, and again when one of the files has changed; calls meanwhile share one answer. A failure is
 * not kept.
 *
 * @example
 * const samples = remembered(() => [project.paths.samples], () => readSamples(project));
 * await samples();
 */
export function remembered<Value>(files: () => readonly string[], read: () => Promise<Value>): () => Promise<Value> {
  let kept: { stamp: string; value: Promise<Value> } | undefined;
  return async () => {
    const stamp = await fileStamp(files());
    if (kept?.stamp === stamp) return kept.value;
    const made = { stamp, value: read() };
    kept = made;
    made.value.catch(() => {
      if (kept === made) kept = undefined;
    });
    return made.value;
  };
}
