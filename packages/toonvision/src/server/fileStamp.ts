// Detects changes of files by their times and sizes.
import { stat } from 'node:fs/promises';

/** A text that changes when one of the files is created, written or removed. */
export async function fileStamp(paths: readonly string[]): Promise<string> {
  const stamps = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ mtimeMs, size, ino }) => `${mtimeMs}:${size}:${ino}`,
        () => '-',
      ),
    ),
  );
  return stamps.join('|');
}
