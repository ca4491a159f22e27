// The gallery of all samples, with filters that are part of the address.
import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { get, type RequestError, type SamplePage, type SampleRow } from '../api.ts';
import { plural } from '../format.ts';
import { changes } from '../live.ts';
import { Gallery } from '../parts/gallery.tsx';
import { PageHeader } from '../parts/pageHeader.tsx';
import { Empty, ErrorMessage } from '../parts/states.tsx';
import { filterQuery } from '../sampleFilters.ts';
import { SampleFilterBar } from './sampleFilterBar.tsx';

/** Rows per request. */
const PAGE_SIZE = 200;

export function SamplesView() {
  const filters = filterQuery();
  const [version, setVersion] = useState(0);
  const [total, setTotal] = useState<number | undefined>(undefined);
  const [error, setError] = useState<RequestError | undefined>(undefined);
  const pages = useRef(new Map<number, SampleRow[] | 'requested'>());

  const load = async (page: number): Promise<void> => {
    const target = pages.current;
    if (target.has(page)) return;
    target.set(page, 'requested');
    try {
      const answer = await get<SamplePage>(`samples${filterQuery({ offset: page * PAGE_SIZE, limit: PAGE_SIZE })}`);
      target.set(page, answer.samples);
      if (target !== pages.current) return;
      setTotal(answer.total);
      setError(undefined);
      setVersion((count) => count + 1);
    } catch (reason) {
      target.delete(page);
      setError(reason as RequestError);
    }
  };
  useEffect(() => {
    pages.current = new Map();
    void load(0);
  }, [filters]);
  useSignalEffect(() => {
    if (changes.edit.value === 0) return;
    // The old rows stay until the answer arrives.
    const before = pages.current;
    pages.current = new Map();
    for (const page of before.keys()) void load(page);
  });
  const shown = useRef(new Map<number, SampleRow>());
  useEffect(() => {
    shown.current.clear();
  }, [filters]);
  const rowAt = (index: number): SampleRow | undefined => {
    const page = pages.current.get(Math.floor(index / PAGE_SIZE));
    const row = Array.isArray(page) ? page[index % PAGE_SIZE] : undefined;
    if (row !== undefined) shown.current.set(index, row);
    return row ?? shown.current.get(index);
  };
  return (
    <>
      <PageHeader
        title="Samples"
        note={<span role="status">{total === undefined ? '' : plural(total, 'sample')}</span>}
      />
      <SampleFilterBar />
      {error !== undefined && <ErrorMessage error={error} />}
      {total === 0 &&
        (filters === '' ? (
          <Empty title="No samples yet" steps />
        ) : (
          <Empty title="No samples match the filters">
            <p>
              <a href="/samples">Clear filters</a>
            </p>
          </Empty>
        ))}
      <Gallery
        key={filters}
        total={total ?? 0}
        version={version}
        rowAt={rowAt}
        addressAt={(index, row) => `/samples/${encodeURIComponent(row.id)}${filterQuery({ at: index })}`}
        onVisible={(from, to) => {
          for (let page = Math.floor(from / PAGE_SIZE); page * PAGE_SIZE < to; page += 1) void load(page);
        }}
      />
    </>
  );
}
