// Samples: a page of those that fit the filters, one with all that is known of it, and its pictures.
import { Hono } from 'hono';
import { z } from 'zod';
import { attributeOf, PARTS, type Sample } from '../../dataset/index.ts';
import { notFound, queryOf } from '../answer.ts';
import type { SamplePage, SampleRow } from '../api.ts';
import type { Findings } from '../findings.ts';
import type { Dataset, Studio } from '../studio.ts';

/** Most samples of one answer. */
const MOST = 500;

const number = z.coerce.number().int('must be a whole number').min(0, 'must be 0 or more');
const filterSchema = z.object({
  /** The label part that `class` is of; default the project's target. */
  target: z.string().optional(),
  class: z.string().optional(),
  entity: z.string().optional(),
  street: z.string().optional(),
  part: z.enum([...PARTS, 'none']).optional(),
  /** The shorter side of the crop in pixels. */
  minSize: number.optional(),
  maxSize: number.optional(),
  /** Part of the id, label or street. */
  text: z.string().optional(),
  edited: z.enum(['excluded', 'relabelled']).optional(),
  /** A kind of finding; known once the findings were read. */
  finding: z.string().optional(),
  offset: number.default(0),
  limit: number.max(MOST, `must be ${MOST} or less`).default(100),
});
type SampleFilter = z.output<typeof filterSchema>;

/** The samples that fit, in the order of the manifest. */
function filterSamples(
  { extracted, byId, parts }: Dataset,
  filter: Omit<SampleFilter, 'offset' | 'limit'>,
  target: string,
  /** Only these, if given: those of a finding. */
  among?: ReadonlySet<string>,
): Sample[] {
  const words = filter.text?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  return extracted.flatMap((original) => {
    const sample = byId.get(original.id) ?? original;
    if (among !== undefined && !among.has(sample.id)) return [];
    if (filter.class !== undefined && sample.parts[filter.target ?? target] !== filter.class) return [];
    if (filter.entity !== undefined && attributeOf(sample, 'entity') !== filter.entity) return [];
    if (filter.street !== undefined && (sample.street ?? '') !== filter.street) return [];
    if (filter.part !== undefined && (parts.get(sample.id) ?? 'none') !== filter.part) return [];
    const size = Math.min(sample.width, sample.height);
    if (size < (filter.minSize ?? 0) || size > (filter.maxSize ?? Number.POSITIVE_INFINITY)) return [];
    if (filter.edited === 'excluded' && byId.has(sample.id)) return [];
    if (filter.edited === 'relabelled' && sample.label === original.label) return [];
    if (words.length > 0) {
      const text = `${sample.id} ${sample.label} ${sample.street ?? ''}`.toLowerCase();
      if (!words.every((word) => text.includes(word))) return [];
    }
    return [sample];
  });
}

/** One sample as a gallery shows it. */
export function sampleRow({ byId, parts }: Dataset, original: Sample): SampleRow {
  const sample = byId.get(original.id) ?? original;
  const { id, label, street, width, height } = sample;
  return {
    id,
    label,
    street,
    parts: sample.parts,
    part: parts.get(id) ?? null,
    width,
    height,
    thumbnail: `/api/thumbnail?sample=${encodeURIComponent(id)}`,
    excluded: !byId.has(id),
    relabelled: sample.label !== original.label,
  };
}

/** The sample of an id, as extracted. */
export function findSample({ extracted }: Dataset, id: string): Sample {
  const found = extracted.find((sample) => sample.id === id);
  if (found === undefined) throw notFound(`there is no sample ${id}`, 'It may be gone since; load the page again.');
  return found;
}

/** GET /samples */
export function sampleRoutes(studio: Studio, findings: Findings): Hono {
  return new Hono().get('/samples', async (context) => {
    const filter = queryOf(context, filterSchema);
    const [project, dataset] = await Promise.all([studio.project(), studio.dataset()]);
    const { finding } = filter;
    const known = finding === undefined ? [] : [...findings.known()].filter(([, kinds]) => kinds.has(finding));
    const among = finding === undefined ? undefined : new Set(known.map(([id]) => id));
    const found = filterSamples(dataset, filter, project.target, among);
    // Rows know whether they were edited by what was extracted.
    const original = new Map(dataset.extracted.map((sample) => [sample.id, sample]));
    const page = found.slice(filter.offset, filter.offset + filter.limit);
    const answer: SamplePage = {
      total: found.length,
      offset: filter.offset,
      samples: page.map((sample) => sampleRow(dataset, original.get(sample.id) ?? sample)),
    };
    return context.json(answer);
  });
}
