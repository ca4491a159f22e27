// Verifies a pixel cache by a checksum per sample.
import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

/** Number of samples checked when opening a cache that was not modified. */
const SPOT_CHECKS = 16;

/** Reads the bytes of a sample into `buffer`; returns false if the file is too short. */
async function readSample(file: FileHandle, index: number, buffer: Uint8Array): Promise<boolean> {
  let at = 0;
  while (at < buffer.length) {
    const { bytesRead } = await file.read(buffer, at, buffer.length - at, index * buffer.length + at);
    if (bytesRead === 0) return false;
    at += bytesRead;
  }
  return true;
}

/** Returns those of `indexes` whose bytes do not match their checksum, or all if the file does not exist. */
export async function findDamagedSamples(
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
      const isComplete = await readSample(file, index, buffer);
      if (!isComplete || crc32(buffer) !== checksums.get(index)) damaged.push(index);
    }
  } finally {
    await file.close();
  }
  return damaged;
}

/** Chooses evenly spaced samples, including the first and the last. */
export function chooseSpotChecks(count: number): number[] {
  const checks = Math.min(count, SPOT_CHECKS);
  return Array.from({ length: checks }, (_, check) =>
    checks === 1 ? 0 : Math.round((check * (count - 1)) / (checks - 1)),
  );
}
