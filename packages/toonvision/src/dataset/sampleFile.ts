// Reads and writes the samples of a project, `dataset/samples.json`.
import { z } from 'zod';
import type { Project } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { byCodeUnits, readJson, writeFileAtomic } from '../files/index.ts';
import { applyEdits, readEdits } from './edits.ts';
import { type Sample, sampleSchema } from './sample.ts';

const fileSchema = z.object({
  format: z.literal('toonvision-samples'),
  version: z.literal(1),
  createdFrom: z.object({ project: z.string(), screenshots: z.string(), pattern: z.string() }),
  // Validated one by one, so that the raw and the validated list are never in memory together.
  samples: z.array(z.unknown()),
  /** SHA-256 of each image by path, with which the next extraction detects changed images. */
  pictures: z.record(z.string(), z.string()).default({}),
});

/** Writes `dataset/samples.json`, one sample per line, sorted by id. The same samples produce the same bytes. */
export async function writeSamples(
  project: Project,
  samples: readonly Sample[],
  /** SHA-256 of each image, by path. */
  contents: ReadonlyMap<string, string> = new Map(),
): Promise<void> {
  const createdFrom = { project: project.name, screenshots: project.screenshots, pattern: project.label.source };
  const header = JSON.stringify({ format: 'toonvision-samples', version: 1, createdFrom }, null, 2).slice(0, -2);
  const sorted = [...samples].sort((a, b) => byCodeUnits(a.id, b.id));
  const lines = sorted.map((sample) => `    ${JSON.stringify(sample)}`).join(',\n');
  const hashes = [...contents]
    .sort(([a], [b]) => byCodeUnits(a, b))
    .map((entry) => `    ${entry.map((text) => JSON.stringify(text)).join(': ')}`)
    .join(',\n');
  await writeFileAtomic(
    project.paths.samples,
    `${header},\n  "samples": [\n${lines}\n  ],\n  "pictures": {\n${hashes}\n  }\n}\n`,
  );
}

/**
 * Reads the samples of a project and applies its edits.
 *
 * @throws UserError when the file is missing (run `toonvision extract`) or invalid.
 *
 * @example
 * const samples = await readSamples(await loadConfig('demo-town'));
 */
export async function readSamples(project: Project): Promise<Sample[]> {
  return applyEdits(project, (await readSampleFile(project)).samples, await readEdits(project));
}

/** Reads the samples as extracted, without edits. */
export async function readExtractedSamples(project: Project): Promise<Sample[]> {
  return (await readSampleFile(project)).samples;
}

/** Reads the samples as extracted, without edits, and the SHA-256 of each image by path. */
export async function readSampleFile(
  project: Project,
): Promise<{ samples: Sample[]; contents: ReadonlyMap<string, string> }> {
  const path = project.paths.samples;
  const remedy = 'Run `toonvision extract` again; it writes the file from scratch.';
  const missing = { what: 'there are no samples yet', remedy: 'Run `toonvision extract` first.' };
  const { samples: items, pictures } = await readJson(path, fileSchema, { remedy, missing });
  const ids = new Set<string>();
  const samples: Sample[] = [];
  for (const [index, item] of items.entries()) {
    const parsed = sampleSchema.safeParse(item);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const field = ['samples', index, ...(issue?.path ?? [])].join('.');
      throw new UserError(`${field}: ${issue?.message}`, { where: path, remedy });
    }
    const { id } = parsed.data;
    if (ids.has(id)) throw new UserError(`duplicate sample id ${id}`, { where: path, remedy });
    ids.add(id);
    samples.push(parsed.data);
    items[index] = undefined;
  }
  return { samples, contents: new Map(Object.entries(pictures)) };
}
