// Pages of samples that match filters.
import { Hono } from 'hono';
import { z } from 'zod';
import { attributeOf, type Sample, SPLIT_NAMES } from '../../dataset/index.ts';
import { UserError } from '../../errors/index.ts';
import { notFound, readQuery } from '../answer.ts';
import type { SamplePage, SampleRow } from '../api.ts';
import { EVALUATED_SPLITS, type Evaluations } from '../evaluations.ts';
import type { Findings } from '../findings.ts';
import { findRun } from '../findRun.ts';
import { pageQuery } from '../pageQuery.ts';
import { matchesFilter, predictionQuery, type StoredPrediction } from '../predictionFilter.ts';
import type { Dataset, Studio } from '../studio.ts';

const size = z.coerce.number().int('must be a whole number').min(0, 'must be 0 or more');
const filterSchema = z.object({
  /** The label part of `class`; default the project's target. */
  target: z.string().optional(),
  class: z.string().optional(),
  entity: z.string().optional(),
  street: z.string().optional(),
  split: z.enum([...SPLIT_NAMES, 'none']).optional(),
  /** The shorter side of the crop in pixels. */
  minSize: size.optional(),
  maxSize: size.optional(),
  /** Words to find in id, label or street. */
  text: z.string().optional(),
  edited: z.enum(['excluded', 'relabeled']).optional(),
  /** A kind of finding; known once the findings were read. */
  finding: z.string().optional(),
  /** Only samples that this run has predicted, on `split` or any split. */
  run: z.string().optional(),
  ...predictionQuery,
});
type SampleFilter = z.output<typeof filterSchema>;
type Predictions = ReadonlyMap<string, StoredPrediction>;

/** The samples that match, in the order of the manifest. */
function filterSamples(
  { extracted, byId, splits }: Dataset,
  filter: SampleFilter,
  target: string,
  /** Whether a sample may be chosen at all. */
  isCandidate: (id: string) => boolean,
): { original: Sample; sample: Sample }[] {
  const words = filter.text?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  return extracted.flatMap((original) => {
    const sample = byId.get(original.id) ?? original;
    if (!isCandidate(sample.id)) return [];
    if (filter.class !== undefined && sample.parts[filter.target ?? target] !== filter.class) return [];
    if (filter.entity !== undefined && attributeOf(sample, 'entity') !== filter.entity) return [];
    if (filter.street !== undefined && (sample.street ?? '') !== filter.street) return [];
    if (filter.split !== undefined && (splits.get(sample.id) ?? 'none') !== filter.split) return [];
    const shorter = Math.min(sample.width, sample.height);
    if (shorter < (filter.minSize ?? 0) || shorter > (filter.maxSize ?? Number.POSITIVE_INFINITY)) return [];
    if (filter.edited === 'excluded' && byId.has(sample.id)) return [];
    if (filter.edited === 'relabeled' && sample.label === original.label) return [];
    if (words.length > 0) {
      const text = `${sample.id} ${sample.label} ${sample.street ?? ''}`.toLowerCase();
      if (!words.every((word) => text.includes(word))) return [];
    }
    return [{ original, sample }];
  });
}

/** One sample as a gallery shows it. */
export function sampleRow({ byId, splits }: Dataset, original: Sample): SampleRow {
  const sample = byId.get(original.id) ?? original;
  const { id, label, street, width, height } = sample;
  return {
    id,
    label,
    street,
    parts: sample.parts,
    split: splits.get(id) ?? null,
    width,
    height,
    thumbnail: thumbnailPath(id),
    excluded: !byId.has(id),
    relabeled: sample.label !== original.label,
  };
}

/** Where the page finds the thumbnail of a sample. */
export const thumbnailPath = (id: string): string => `/api/thumbnail?sample=${encodeURIComponent(id)}`;

/** The sample with an id, as extracted. */
export function findSample({ extracted }: Dataset, id: string): Sample {
  const sample = extracted.find((candidate) => candidate.id === id);
  if (sample === undefined) throw notFound(`sample ${id} not found`, 'It may have been removed; reload the page.');
  return sample;
}

/** The predictions that the filter asks for; undefined when it names no run. */
async function findPredictions(
  studio: Studio,
  evaluations: Evaluations,
  filter: SampleFilter,
): Promise<Predictions | undefined> {
  if (filter.run === undefined) {
    const unused = Object.keys(predictionQuery).find(
      (name) => filter[name as keyof typeof predictionQuery] !== undefined,
    );
    if (unused !== undefined) throw new UserError(`${unused} filters the predictions of a run; run is required`);
    return undefined;
  }
  const run = await findRun(studio, filter.run);
  const predictions = new Map<string, StoredPrediction>();
  for (const split of EVALUATED_SPLITS) {
    if (filter.split !== undefined && filter.split !== split) continue;
    const evaluation = await evaluations.of(run, split);
    for (const prediction of evaluation?.stored.predictions ?? [])
      if (matchesFilter(prediction, filter)) predictions.set(prediction.id, prediction);
  }
  return predictions;
}

/** GET /samples */
export function sampleRoutes(studio: Studio, findings: Findings, evaluations: Evaluations): Hono {
  return new Hono().get('/samples', async (context) => {
    const { offset, limit, ...filter } = readQuery(context, filterSchema.extend(pageQuery));
    const [project, dataset] = await Promise.all([studio.project(), studio.dataset()]);
    const predictions = await findPredictions(studio, evaluations, filter);
    const { finding } = filter;
    const kinds = finding === undefined ? undefined : findings.kindsById();
    const isCandidate = (id: string): boolean =>
      (predictions === undefined || predictions.has(id)) &&
      (finding === undefined || kinds?.get(id)?.has(finding) === true);
    // The split that a run was evaluated on counts, even if the project was split again since.
    const rest = predictions === undefined ? filter : { ...filter, split: undefined };
    const samples = filterSamples(dataset, rest, project.target, isCandidate);
    const answer: SamplePage = {
      total: samples.length,
      offset,
      samples: samples.slice(offset, offset + limit).map(({ original }) => {
        const { true: truth, predicted, confidence } = predictions?.get(original.id) ?? {};
        const row = sampleRow(dataset, original);
        return truth === undefined || predicted === undefined || confidence === undefined
          ? row
          : { ...row, prediction: { true: truth, predicted, confidence } };
      }),
    };
    return context.json(answer);
  });
}
