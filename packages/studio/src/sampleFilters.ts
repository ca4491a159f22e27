// The filters of the sample gallery, which are part of the address of the gallery and of the samples opened from it.
import { query } from './api.ts';
import { route } from './router.ts';

const FILTERS = [
  'target',
  'class',
  'entity',
  'street',
  'split',
  'finding',
  'edited',
  'minSize',
  'maxSize',
  'text',
  'run',
  'true',
  'predicted',
  'outcome',
] as const;

type SampleFilters = Partial<Record<(typeof FILTERS)[number], string>>;

/** The address of the gallery with filters. */
export const samplesAddress = (filters: SampleFilters = {}): string => `/samples${query(filters)}`;

/** The filters of the current address as a query, with additional parameters. */
export function filterQuery(more: Record<string, string | number> = {}): string {
  const current = route.value.query;
  return query({ ...Object.fromEntries(FILTERS.map((name) => [name, current.get(name)])), ...more });
}
