// Whether files have changed: their times and sizes as one text.
import { stat } from 'node:fs/promises';

/** Text that changes when one of the files is written, made or removed. */
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
