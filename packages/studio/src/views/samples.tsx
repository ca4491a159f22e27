// The gallery of all crops, with filters that stand in the address.
import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { DatasetView } from '../api.ts';
import { type ApiFault, get, query, type SamplePage, type SampleRow } from '../api.ts';
import { plural } from '../format.ts';
import { useKeys } from '../keys.ts';
import { news } from '../live.ts';
import { project } from '../parts/classColour.ts';
import { Gallery } from '../parts/gallery.tsx';
import { Empty, Fault } from '../parts/words.tsx';
import { navigate, place, withQuery } from '../router.ts';
import { useLoad } from '../useLoad.ts';

/** What filters the samples; all of it stands in the address. */
const FILTERS = [
  'target',
  'class',
  'entity',
  'street',
  'part',
  'finding',
  'edited',
  'minSize',
  'maxSize',
  'text',
] as const;

/** The filters of the address as a query, with more. */
export function filterQuery(more: Record<string, string | number> = {}): string {
  const here = place.value.query;
  return query({ ...Object.fromEntries(FILTERS.map((name) => [name, here.get(name)])), ...more });
}

const PAGE = 200;

export function SamplesView() {
  const filters = filterQuery();
  const [turn, setTurn] = useState(0);
  const [total, setTotal] = useState<number | undefined>(undefined);
  const [fault, setFault] = useState<ApiFault | undefined>(undefined);
  const pages = useRef(new Map<number, SampleRow[] | 'asked'>());
  const current = useRef(filters);
  current.current = filters;

  const load = async (page: number): Promise<void> => {
    if (pages.current.has(page)) return;
    const into = pages.current;
    into.set(page, 'asked');
    try {
      const answer = await get<SamplePage>(`samples${filterQuery({ offset: page * PAGE, limit: PAGE })}`);
      into.set(page, answer.samples);
      if (into !== pages.current) return;
      setTotal(answer.total);
      setFault(undefined);
      setTurn((count) => count + 1);
    } catch (error) {
      into.delete(page);
      setFault(error as ApiFault);
    }
  };
  useEffect(() => {
    pages.current = new Map();
    void load(0);
  }, [filters]);
  useSignalEffect(() => {
    if (news.edit.value === 0) return;
    // What is shown stays until the answer comes.
    const before = pages.current;
    pages.current = new Map();
    for (const page of before.keys()) void load(page);
  });
  const shown = useRef(new Map<number, SampleRow>());
  useEffect(() => {
    shown.current.clear();
  }, [filters]);
  const rowAt = (index: number): SampleRow | undefined => {
    const page = pages.current.get(Math.floor(index / PAGE));
    const row = Array.isArray(page) ? page[index % PAGE] : undefined;
    if (row !== undefined) shown.current.set(index, row);
    return row ?? shown.current.get(index);
  };
  return (
    <>
      <div class="head">
        <h1>Samples</h1>
        <span class="soft" role="status">
          {total === undefined ? '' : plural(total, 'sample')}
        </span>
      </div>
      <Filters />
      {fault !== undefined && <Fault fault={fault} />}
      {total === 0 &&
        (filters === '' ? (
          <Empty title="No samples yet" steps />
        ) : (
          <Empty title="No sample fits">
            <p>
              <a href="/samples">Take the filters away</a>
            </p>
          </Empty>
        ))}
      <Gallery
        key={filters}
        total={total ?? 0}
        turn={turn}
        rowAt={rowAt}
        addressAt={(index, row) => `/samples/${encodeURIComponent(row.id)}${filterQuery({ at: index })}`}
        need={(from, to) => {
          for (let page = Math.floor(from / PAGE); page * PAGE < to; page += 1) void load(page);
        }}
      />
    </>
  );
}

function Filters() {
  const dataset = useLoad<DatasetView>('dataset', []);
  const text = useRef<HTMLInputElement>(null);
  const here = place.value.query;
  const set = (name: string) => (event: Event) =>
    navigate(withQuery({ [name]: (event.currentTarget as HTMLInputElement | HTMLSelectElement).value }), {
      replace: true,
    });
  useKeys([
    { keys: ['/'], says: 'search', does: () => text.current?.focus() },
    { keys: ['x'], says: 'take the filters away', does: () => navigate('/samples') },
  ]);
  const target = here.get('target') ?? project.value?.target ?? '';
  const classes = project.value?.targets.find(({ name }) => name === target)?.classes ?? [];
  const entities = dataset.value?.levels.find(({ level }) => level === 'entity')?.counts ?? [];
  const streets = dataset.value?.streets ?? [];
  const finding = here.get('finding');
  return (
    <search class="filters">
      <label class="field">
        Text
        <input
          ref={text}
          type="search"
          value={here.get('text') ?? ''}
          placeholder="id, label, street"
          onInput={set('text')}
        />
      </label>
      <Choice
        name="class"
        label={target || 'Class'}
        set={set('class')}
        options={classes.map((one) => [one.name, one.label])}
      />
      {entities.length > 0 && (
        <Choice
          name="entity"
          label="Entity"
          set={set('entity')}
          options={entities.map((one) => [one.className, one.name])}
        />
      )}
      {streets.length > 0 && (
        <Choice name="street" label="Street" set={set('street')} options={streets.map((one) => [one, one])} />
      )}
      <Choice
        name="part"
        label="Split"
        set={set('part')}
        options={[...(dataset.value?.parts ?? []), 'none'].map((one) => [one, one])}
      />
      <Choice
        name="edited"
        label="Corrected"
        set={set('edited')}
        options={[
          ['excluded', 'left out'],
          ['relabelled', 'other label'],
        ]}
      />
      <label class="field">
        Shorter side from
        <input type="number" min="0" value={here.get('minSize') ?? ''} onChange={set('minSize')} />
      </label>
      <label class="field">
        to
        <input type="number" min="0" value={here.get('maxSize') ?? ''} onChange={set('maxSize')} />
      </label>
      {finding !== null && (
        <a class="button" href={withQuery({ finding: undefined })}>
          finding: {finding.replaceAll('-', ' ')} ✕
        </a>
      )}
      {filterQuery() !== '' && (
        <a class="button" href="/samples">
          All samples
        </a>
      )}
    </search>
  );
}

function Choice({
  name,
  label,
  options,
  set,
}: {
  name: string;
  label: string;
  options: readonly (readonly [string, string])[];
  set: (event: Event) => void;
}) {
  const value = place.value.query.get(name) ?? '';
  return (
    <label class="field">
      <span class="first-large">{label}</span>
      <select value={value} onChange={set}>
        <option value="">all</option>
        {options.map(([one, says]) => (
          <option key={one} value={one} selected={one === value}>
            {says}
          </option>
        ))}
      </select>
    </label>
  );
}
