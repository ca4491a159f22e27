// Samples: one object in one screenshot, with its provenance.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { SOURCE_KINDS, SPLIT_NAMES } from '../annotations/index.ts';
import { byCodeUnits } from '../files/index.ts';
import { type Box, boxSchema } from './boxSchema.ts';

export const sampleSchema = z.strictObject({
  /**
   * Stable id: the path of the screenshot in the screenshots folder without extension, and the object number, as in
   * `ttc/ttc_0012_a#2`, or `ttc/ttc_0012_a#added-1` for an object added by hand.
   */
  id: z.string().min(1),
  /** Path relative to the project folder, with `/`. */
  screenshot: z.string().min(1),
  /** 1-based number of the object in the annotation file, or in `dataset/added.jsonl`. */
  object: z.int().min(1),
  /** Name of the object as annotated. */
  label: z.string().min(1),
  /** Parts of the label according to the label pattern: `{ kind: 'cog', suit: 'bb', entity: 'flunky' }`. */
  parts: z.record(z.string(), z.string()),
  /** Folder in the screenshots folder, or null if there are none. */
  street: z.string().nullable(),
  /** Burst of the screenshot: `ttc/ttc_0012`. A screenshot without a burst is a burst by itself. */
  burst: z.string().min(1),
  /** Annotated box in whole pixels, clamped to the screenshot. */
  box: boxSchema,
  /** Region of the crop if it differs from the box: the box with the configured margin, clamped. See `regionOf`. */
  region: boxSchema.optional(),
  /** Size of the crop in pixels. */
  width: z.int().min(1),
  height: z.int().min(1),
  /** Path of the crop relative to the project folder, with `/`. */
  crop: z.string().min(1),
  flags: z.strictObject({ difficult: z.boolean(), truncated: z.boolean(), clamped: z.boolean() }),
  /** Annotation format, or `added` for an object added by hand. */
  source: z.enum([...SOURCE_KINDS, 'added']).default('voc'),
  /** Split assigned by the source (a parent folder train, val or test), or null if there is none. */
  split: z.enum(SPLIT_NAMES).nullable().default(null),
});
/** One object in one screenshot, with its crop and provenance. */
export type Sample = z.output<typeof sampleSchema>;

/** Returns the region of a sample's crop in its screenshot: the box with its margin. */
export function regionOf({ box, region }: Pick<Sample, 'box' | 'region'>): Box {
  return region ?? box;
}

/**
 * Returns the value of an attribute: a label part, `label`, `street`, `screenshot` or `burst`. For a missing label part
 * it returns the whole label, so that Toons, which have no entity, are a separate stratum next to the Cog entities.
 */
export function attributeOf(sample: Sample, attribute: string): string {
  if (attribute === 'label') return sample.label;
  if (attribute === 'street') return sample.street ?? '';
  if (attribute === 'screenshot') return sample.screenshot;
  if (attribute === 'burst') return sample.burst;
  return (Object.hasOwn(sample.parts, attribute) ? sample.parts[attribute] : undefined) ?? sample.label;
}

/**
 * Hashes id, label, box and source split of each sample with SHA-256, independent of their order. A split stores the
 * fingerprint to detect changed samples.
 */
export function fingerprintSamples(samples: readonly Sample[]): string {
  const lines = samples.map(({ id, label, screenshot, burst, box, split }) =>
    JSON.stringify([
      ...[id, label, screenshot, burst, box.xmin, box.ymin, box.xmax, box.ymax],
      ...(split === null ? [] : [split]),
    ]),
  );
  return createHash('sha256').update(lines.sort(byCodeUnits).join('\n')).digest('hex');
}
