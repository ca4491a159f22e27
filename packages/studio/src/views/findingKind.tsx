// The data issues of one kind: groups of samples to exclude, relabel or merge, by buttons or keys.
import { useEffect, useState } from 'preact/hooks';
import { type EditView, type FindingView, get, query, type SamplePage, type SampleRow } from '../api.ts';
import { lastEdit, makeEdit, undoEdit } from '../edits.ts';
import { plural } from '../format.ts';
import { useShortcuts } from '../keys.ts';
import { changes } from '../live.ts';
import { project } from '../parts/classColors.ts';
import { SampleTile } from '../parts/sampleTile.tsx';
import { Empty } from '../parts/states.tsx';
import { samplesAddress } from '../sampleFilters.ts';
import { useLoad } from '../useLoad.ts';

/** Groups rendered at a time. */
const PAGE_SIZE = 24;
/** Samples rendered per group. */
const MAX_TILES = 12;
/** Samples fetched per request, and in total. */
const SAMPLES_PER_REQUEST = 500;
const MAX_SAMPLES = 5000;
/** Kinds of which one sample per group should be kept. */
const DUPLICATE_KINDS: readonly string[] = [
  'exact-duplicates',
  'near-duplicates',
  'near-duplicates-across',
  'overlap-of-labels',
];
const LABEL_KINDS: readonly string[] = ['label-errors', 'duplicate-labels', 'overlap-of-labels'];

/** The samples of a kind, by ID. */
function useRows(kind: string): ReadonlyMap<string, SampleRow> {
  const [rows, setRows] = useState<ReadonlyMap<string, SampleRow>>(new Map());
  const version = changes.edit.value;
  useEffect(() => {
    const abort = new AbortController();
    const load = async (): Promise<void> => {
      const byId = new Map<string, SampleRow>();
      const limit = SAMPLES_PER_REQUEST;
      for (let offset = 0, total = 1; offset < total && offset < MAX_SAMPLES; offset += limit) {
        const page = await get<SamplePage>(`samples${query({ finding: kind, offset, limit })}`, abort.signal);
        total = page.total;
        for (const row of page.samples) byId.set(row.id, row);
      }
      setRows(byId);
    };
    load().catch(() => undefined);
    return () => abort.abort();
  }, [kind, version]);
  return rows;
}

export function FindingKind({ finding }: { finding: FindingView }) {
  const { kind, message, remedy, groups } = finding;
  const rows = useRows(kind);
  const edits = useLoad<EditView[]>('edits', ['edit']);
  const [rendered, setRendered] = useState(PAGE_SIZE);
  const [includesResolved, setIncludesResolved] = useState(false);
  const shown = includesResolved ? groups : groups.filter(({ done }) => !done);
  const [index, setIndex] = useState(0);
  const current = Math.min(index, Math.max(0, shown.length - 1));
  const move = (by: number): void => {
    const next = Math.max(0, Math.min(shown.length - 1, current + by));
    setIndex(next);
    if (next >= rendered) setRendered(rendered + PAGE_SIZE);
    document.querySelector(`[data-group="${next}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  const group = shown[current];
  useShortcuts([
    { keys: ['j', 'ArrowDown'], description: 'next issue', run: () => move(1) },
    { keys: ['k', 'ArrowUp'], description: 'previous issue', run: () => move(-1) },
    {
      keys: ['e'],
      description: 'exclude; of duplicates keep the first',
      run: () => void (group !== undefined && resolve(group.ids, kind)),
    },
    {
      keys: ['u'],
      description: 'undo the last edit',
      run: () => {
        const last = lastEdit(edits.value);
        if (last !== undefined) void undoEdit(last.number);
      },
    },
  ]);
  return (
    <div class="stacked">
      <section class="panel">
        <h2 class="first-large">{message}</h2>
        <p>{remedy}</p>
        <div class="row">
          <a class="button" href={samplesAddress({ finding: kind })}>
            View in gallery
          </a>
          <label class="check">
            <input
              type="checkbox"
              checked={includesResolved}
              onChange={(event) => setIncludesResolved(event.currentTarget.checked)}
            />{' '}
            Show resolved
          </label>
          <span class="muted small hint">
            <kbd>j</kbd> <kbd>k</kbd> move, <kbd>e</kbd> exclude, <kbd>u</kbd> undo
          </span>
        </div>
      </section>
      {shown.length === 0 && (
        <Empty title={groups.length === 0 ? 'This issue concerns the dataset as a whole' : 'All resolved'} />
      )}
      <div class={groups.every(({ ids }) => ids.length === 1) ? 'groups singles' : 'groups'}>
        {shown.slice(0, rendered).map((entry, position) => (
          <Group
            key={entry.ids.join('|')}
            group={entry}
            {...{ kind, rows }}
            index={position}
            isCurrent={position === current}
            onSelect={() => setIndex(position)}
          />
        ))}
      </div>
      {shown.length > rendered && (
        <button type="button" onClick={() => setRendered(rendered + PAGE_SIZE)}>
          Show {plural(shown.length - rendered, 'more group')}
        </button>
      )}
    </div>
  );
}

/** The obvious edit: a single sample is excluded, of duplicates the first is kept. */
async function resolve(ids: readonly string[], kind: string): Promise<void> {
  const [first, ...others] = ids;
  if (first === undefined) return;
  if (others.length === 0) await makeEdit({ kind: 'exclude', sample: first, reason: kind });
  else if (DUPLICATE_KINDS.includes(kind) && ids.length <= MAX_TILES)
    await makeEdit({ kind: 'merge', keep: first, drop: others, reason: kind });
}

function Group({
  group,
  kind,
  rows,
  index,
  isCurrent,
  onSelect,
}: {
  group: FindingView['groups'][number];
  kind: string;
  rows: ReadonlyMap<string, SampleRow>;
  index: number;
  isCurrent: boolean;
  onSelect: () => void;
}) {
  const { ids, done } = group;
  const canMerge = DUPLICATE_KINDS.includes(kind) && ids.length > 1 && ids.length <= MAX_TILES && !done;
  return (
    <section
      class={`panel group${isCurrent ? ' current' : ''}${done ? ' done' : ''}`}
      data-group={index}
      onFocusIn={onSelect}
    >
      <div class="strip">
        {ids.slice(0, MAX_TILES).map((id) => {
          const row = rows.get(id);
          const address = `/samples/${encodeURIComponent(id)}`;
          return (
            <div key={id} class="with-steps">
              {row === undefined ? (
                <a class="tile" href={address}>
                  <span class="name">{id}</span>
                </a>
              ) : (
                <SampleTile row={row} address={address} note={row.label} />
              )}
              {row?.excluded === true ? (
                <span class="muted small">Excluded</span>
              ) : (
                <span class="row tight">
                  <button
                    type="button"
                    aria-label={`Exclude ${id}`}
                    onClick={() => void makeEdit({ kind: 'exclude', sample: id, reason: kind })}
                  >
                    Exclude
                  </button>
                  {canMerge && (
                    <button
                      type="button"
                      aria-label={`Keep only ${id}`}
                      onClick={() => {
                        const drop = ids.filter((other) => other !== id);
                        void makeEdit({ kind: 'merge', keep: id, drop, reason: kind });
                      }}
                    >
                      Keep only this
                    </button>
                  )}
                  <Relabel id={id} label={row?.label} kind={kind} />
                </span>
              )}
            </div>
          );
        })}
      </div>
      {ids.length > MAX_TILES && <p class="muted small">and {plural(ids.length - MAX_TILES, 'more sample')}</p>}
    </section>
  );
}

function Relabel({ id, label, kind }: { id: string; label: string | undefined; kind: string }) {
  if (!LABEL_KINDS.includes(kind)) return null;
  return (
    <select
      aria-label={`Label of ${id}`}
      value={label}
      onChange={(event) =>
        void makeEdit({ kind: 'relabel', sample: id, label: event.currentTarget.value, reason: kind })
      }
    >
      {project.value?.labels.map((option) => (
        <option key={option.label} value={option.label} selected={option.label === label}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
