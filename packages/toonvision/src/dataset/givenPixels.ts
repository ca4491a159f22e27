// Describes a pixel cache copied from another machine, which is used without its screenshots.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { InputSize } from '../config/index.ts';
import { byCodeUnits } from '../files/index.ts';
import { regionOf, type Sample } from './sample.ts';

/** Name of the record, in the folder of the cache. */
export const GIVEN_PIXELS_FILE = 'given.json';

const schema = z.object({
  format: z.literal('toonvision-given-pixels'),
  version: z.literal(1),
  fingerprint: z.string().regex(/^[\da-f]{32}$/),
  task: z.string(),
});
/** The record of a pixel cache copied from another machine. */
export type GivenPixels = z.output<typeof schema>;

/** Hashes samples, regions and input size: everything in the fingerprint of a cache except the screenshots. */
function hashTask(samples: readonly Sample[], { height, width, fit, interpolation }: InputSize): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([height, width, fit, interpolation]));
  for (const sample of [...samples].sort((a, b) => byCodeUnits(a.id, b.id)))
    hash.update(JSON.stringify([sample.id, regionOf(sample)]));
  return hash.digest('hex');
}

/** Creates the record of a cache to be copied to another machine. */
export function givenPixels(fingerprint: string, samples: readonly Sample[], input: InputSize): GivenPixels {
  return { format: 'toonvision-given-pixels', version: 1, fingerprint, task: hashTask(samples, input) };
}

/** Returns the fingerprint of a copied cache of exactly these samples and this input size, if there is one. */
export async function givenFingerprint(
  folder: string,
  samples: readonly Sample[],
  input: InputSize,
): Promise<string | undefined> {
  const text = await readFile(join(folder, GIVEN_PIXELS_FILE), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = schema.safeParse(JSON.parse(text));
  return parsed.success && parsed.data.task === hashTask(samples, input) ? parsed.data.fingerprint : undefined;
}
