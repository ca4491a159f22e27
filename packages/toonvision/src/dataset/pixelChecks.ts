// Tells a whole pixel cache from one that was cut short or damaged: a checksum for each sample.
import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

/** Samples looked at when a cache is opened that seems untouched, evenly over the file: the first, the last, some between. */
const SPOT_CHECKS = 16;

/** The bytes of sample `index`, or undefined where the file ends before it does. */
async function readSample(file: FileHandle, index: number, buffer: Uint8Array): Promise<boolean> {
  let at = 0;
  while (at < buffer.length) {
    const { bytesRead } = await file.read(buffer, at, buffer.length - at, index * buffer.length + at);
    if (bytesRead === 0) return false;
    at += bytesRead;
  }
  return true;
}

/** The numbers among `indexes` whose bytes in the file are not those of the checksum. A file that is not there has none. */
export async function damagedSamples(
  path: string,
  stride: number,
  checksums: ReadonlyMap<number, number>,
  indexes: Iterable<number> = checksums.keys(),
): Promise<number[]> {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return [...indexes];
  const damaged: number[] = [];
  const buffer = new Uint8Array(stride);
  try {
    for (const index of indexes) {
      const whole = await readSample(file, index, buffer);
      if (!whole || crc32(buffer) !== checksums.get(index)) damaged.push(index);
    }
  } finally {
    await file.close();
  }
  return damaged;
}

/** The numbers of some samples of `count`, evenly spread, the first and the last among them. */
export function spotCheck(count: number): number[] {
  const places = Math.min(count, SPOT_CHECKS);
  return Array.from({ length: places }, (_, place) =>
    places === 1 ? 0 : Math.round((place * (count - 1)) / (places - 1)),
  );
}
