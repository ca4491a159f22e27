// A pixel cache that came from another machine, without the screenshots it was made of: what it is a cache of.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { InputSize } from '../config/index.ts';
import { byCodeUnits } from '../files/index.ts';
import { regionOf, type Sample } from './sample.ts';

/** Lies in the folder of the cache. */
export const GIVEN_PIXELS_FILE = 'given.json';

const schema = z.object({
  format: z.literal('toonvision-given-pixels'),
  version: z.literal(1),
  fingerprint: z.string().regex(/^[\da-f]{32}$/),
  task: z.string(),
});
/** What stands for screenshots that are not on this machine: the record beside a pixel cache that came from elsewhere. */
export type GivenPixels = z.output<typeof schema>;

/** Samples, regions and input size as one hash: all that a cache's fingerprint rests on but the screenshots' bytes. */
function pixelTask(samples: readonly Sample[], { height, width, fit, interpolation }: InputSize): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([height, width, fit, interpolation]));
  for (const sample of [...samples].sort((a, b) => byCodeUnits(a.id, b.id)))
    hash.update(JSON.stringify([sample.id, regionOf(sample)]));
  return hash.digest('hex');
}

/** What is written beside a cache that is given away. */
export function givenPixels(fingerprint: string, samples: readonly Sample[], input: InputSize): GivenPixels {
  return { format: 'toonvision-given-pixels', version: 1, fingerprint, task: pixelTask(samples, input) };
}

/** The fingerprint of a cache that was given for just these samples and this size; undefined where there is none. */
export async function givenFingerprint(
  folder: string,
  samples: readonly Sample[],
  input: InputSize,
): Promise<string | undefined> {
  const text = await readFile(join(folder, GIVEN_PIXELS_FILE), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = schema.safeParse(JSON.parse(text));
  return parsed.success && parsed.data.task === pixelTask(samples, input) ? parsed.data.fingerprint : undefined;
}
