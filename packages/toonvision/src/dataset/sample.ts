// A sample: one object in one screenshot, with everything known about where it comes from.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Project } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { readJson, writeWhole } from '../files/index.ts';
import { byCodeUnits } from './codeUnitOrder.ts';

const pixel = z.int().min(0);

/** Pixels from the left and top; `xmax` and `ymax` are the first column and row outside. */
export const boxSchema = z.strictObject({ xmin: pixel, ymin: pixel, xmax: pixel, ymax: pixel });
export type Box = z.output<typeof boxSchema>;

export const sampleSchema = z.strictObject({
  /** Stable: the screenshot's path below the screenshots folder, without extension, and the object number: `ttc/ttc_0012_a#2`. */
  id: z.string().min(1),
  /** Path relative to the project folder, with `/`. */
  screenshot: z.string().min(1),
  /** 1-based number of the object in the annotation file. */
  object: z.int().min(1),
  /** The object's name as annotated. */
  label: z.string().min(1),
  /** What the label pattern read: `{ kind: 'cog', suit: 'bb', entity: 'flunky' }`. */
  parts: z.record(z.string(), z.string()),
  /** The folder below the screenshots folder, or null where there are none. */
  street: z.string().nullable(),
  /** The burst of screenshots it belongs to: `ttc/ttc_0012`; a screenshot of no burst is its own. */
  burst: z.string().min(1),
  /** Clamped to the screenshot. */
  box: boxSchema,
  /** Of the crop, in pixels. */
  width: z.int().min(1),
  height: z.int().min(1),
  /** Path of the crop relative to the project folder, with `/`. */
  crop: z.string().min(1),
  flags: z.strictObject({ difficult: z.boolean(), truncated: z.boolean(), clamped: z.boolean() }),
});
export type Sample = z.output<typeof sampleSchema>;

const fileSchema = z.object({
  format: z.literal('toonvision-samples'),
  version: z.literal(1),
  createdFrom: z.object({ project: z.string(), screenshots: z.string(), pattern: z.string() }),
  // Each is checked on its own, so that the unchecked and the checked list are never in memory together.
  samples: z.array(z.unknown()),
});

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

/** SHA-256 over id, label and box of each sample, in any order of `samples`; says whether a split still belongs to them. */
export function fingerprintSamples(samples: readonly Sample[]): string {
  const lines = samples.map(({ id, label, screenshot, burst, box }) =>
    JSON.stringify([id, label, screenshot, burst, box.xmin, box.ymin, box.xmax, box.ymax]),
  );
  return createHash('sha256').update(lines.sort(byCodeUnits).join('\n')).digest('hex');
}

/** Writes `dataset/samples.json`, one sample a line, sorted by id; the same samples give the same bytes. */
export async function writeSamples(project: Project, samples: readonly Sample[]): Promise<void> {
  const createdFrom = { project: project.name, screenshots: project.screenshots, pattern: project.label.source };
  const head = JSON.stringify({ format: 'toonvision-samples', version: 1, createdFrom }, null, 2).slice(0, -2);
  const sorted = [...samples].sort((a, b) => byCodeUnits(a.id, b.id));
  const lines = sorted.map((sample) => `    ${JSON.stringify(sample)}`).join(',\n');
  await writeWhole(project.paths.samples, `${head},\n  "samples": [\n${lines}\n  ]\n}\n`);
}

/**
 * Reads `dataset/samples.json`.
 *
 * @throws UserError when the file is missing (run `toonvision extract`) or is not what this version wrote.
 *
 * @example
 * const samples = await readSamples(await loadConfig('demo-town'));
 */
export async function readSamples(project: Project): Promise<Sample[]> {
  const path = project.paths.samples;
  const remedy = 'Run `toonvision extract` again; it writes the file anew.';
  const missing = { what: 'there are no samples yet', remedy: 'Run `toonvision extract` first.' };
  const { samples: found } = await readJson(path, fileSchema, { remedy, missing });
  const seen = new Set<string>();
  const samples: Sample[] = [];
  for (const [index, item] of found.entries()) {
    const parsed = sampleSchema.safeParse(item);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const field = ['samples', index, ...(issue?.path ?? [])].join('.');
      throw new UserError(`${field}: ${issue?.message}`, { where: path, remedy });
    }
    const { id } = parsed.data;
    if (seen.has(id)) throw new UserError(`the sample ${id} stands there twice`, { where: path, remedy });
    seen.add(id);
    samples.push(parsed.data);
    found[index] = undefined;
  }
  return samples;
}
