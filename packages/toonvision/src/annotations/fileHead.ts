// Reads the start of a file, to detect its format without reading all of it.
import { open } from 'node:fs/promises';

/** Returns the first bytes of a file as text without a byte order mark, or `''` if the file cannot be read. */
export async function readHead(path: string, maxBytes = 10_000): Promise<string> {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return '';
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(maxBytes), 0, maxBytes, 0);
    return buffer.toString('utf8', 0, bytesRead).replace(/^\ufeff/, '');
  } catch {
    return '';
  } finally {
    await file.close();
  }
}
