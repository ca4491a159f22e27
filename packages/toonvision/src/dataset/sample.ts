// A sample: one object in one screenshot, with everything known about where it comes from.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { SOURCE_KINDS, SPLIT_NAMES } from '../annotations/index.ts';
import { byCodeUnits } from '../files/index.ts';
import { type Box, boxSchema } from './boxSchema.ts';

export const sampleSchema = z.strictObject({
  /**
   * Stable: the screenshot's path below the screenshots folder, without extension, and the object number:
   * `ttc/ttc_0012_a#2`; of an object that was added by hand `ttc/ttc_0012_a#added-1`.
   */
  id: z.string().min(1),
  /** Path relative to the project folder, with `/`. */
  screenshot: z.string().min(1),
  /** 1-based number of the object in the annotation file, or in `dataset/added.jsonl`. */
  object: z.int().min(1),
  /** The object's name as annotated. */
  label: z.string().min(1),
  /** What the label pattern read: `{ kind: 'cog', suit: 'bb', entity: 'flunky' }`. */
  parts: z.record(z.string(), z.string()),
  /** The folder below the screenshots folder, or null where there are none. */
  street: z.string().nullable(),
  /** The burst of screenshots it belongs to: `ttc/ttc_0012`; a screenshot of no burst is its own. */
  burst: z.string().min(1),
  /** As annotated, in whole pixels, clamped to the screenshot. */
  box: boxSchema,
  /** What is cut out where that is not the box: the box with the margin of the configuration, clamped. See `regionOf`. */
  region: boxSchema.optional(),
  /** Of the crop, in pixels. */
  width: z.int().min(1),
  height: z.int().min(1),
  /** Path of the crop relative to the project folder, with `/`. */
  crop: z.string().min(1),
  flags: z.strictObject({ difficult: z.boolean(), truncated: z.boolean(), clamped: z.boolean() }),
  /** What kind of annotation it comes from; `added` by hand. */
  source: z.enum([...SOURCE_KINDS, 'added']).default('voc'),
  /** The split it has in its source (a folder train, val or test above it), or null where there is none. */
  split: z.enum(SPLIT_NAMES).nullable().default(null),
});
/** One object cut out of a screenshot, with all that is known of where it comes from. */
export type Sample = z.output<typeof sampleSchema>;

/** The pixels of a sample's crop in its screenshot: the box, with its margin if there is one. */
export function regionOf({ box, region }: Pick<Sample, 'box' | 'region'>): Box {
  return region ?? box;
}

/**
 * The value of an attribute: a label part, `label`, `street`, `screenshot` or `burst`. A sample without that part gives
 * its whole label, so a Toon, which has no entity, is its own stratum beside the Cog entities.
 */
export function attributeOf(sample: Sample, attribute: string): string {
  if (attribute === 'label') return sample.label;
  if (attribute === 'street') return sample.street ?? '';
  if (attribute === 'screenshot') return sample.screenshot;
  if (attribute === 'burst') return sample.burst;
  return (Object.hasOwn(sample.parts, attribute) ? sample.parts[attribute] : undefined) ?? sample.label;
}

/** SHA-256 over id, label, box and given side of each sample, in any order of `samples`; says whether a split still belongs to them. */
export function fingerprintSamples(samples: readonly Sample[]): string {
  const lines = samples.map(({ id, label, screenshot, burst, box, split }) =>
    JSON.stringify([
      ...[id, label, screenshot, burst, box.xmin, box.ymin, box.xmax, box.ymax],
      ...(split === null ? [] : [split]),
    ]),
  );
  return createHash('sha256').update(lines.sort(byCodeUnits).join('\n')).digest('hex');
}
