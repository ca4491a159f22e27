// All runs as a table that can be filtered and sorted; selected runs can be compared.
import { useState } from 'preact/hooks';
import type { RepeatsRow, RunRow } from '../api.ts';
import {
  formatCompact,
  formatCount,
  formatDate,
  formatDecimal,
  formatDuration,
  formatPercent,
  plural,
} from '../format.ts';
import { useShortcuts } from '../keys.ts';
import { LiveProgress } from '../parts/curves.tsx';
import { type Column, DataTable, readSort, type TableSort } from '../parts/dataTable.tsx';
import { formatDistribution } from '../parts/formatDistribution.ts';
import { PageHeader } from '../parts/pageHeader.tsx';
import { resumeRun, StatusTag } from '../parts/runActions.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { navigate, route, setQuery } from '../router.ts';
import { useLoad } from '../useLoad.ts';

/** Runs that can be compared at once. */
const MAX_COMPARED = 6;

const number = (
  key: keyof RunRow,
  title: string,
  render: (row: RunRow) => string,
): Column<RunRow> & { key: keyof RunRow } => ({ key, title, align: 'right', isSortable: true, render });

/** The columns between the name and the checkbox; `key` is the field to sort by. */
const COLUMNS: readonly (Column<RunRow> & { key: keyof RunRow })[] = [
  { key: 'model', title: 'Model', isSortable: true, render: ({ model }) => model },
  { key: 'target', title: 'Target', isSortable: true, render: ({ target }) => target },
  number('seed', 'Seed', ({ seed }) => String(seed)),
  number('valLoss', 'Val loss', ({ valLoss }) => formatDecimal(valLoss)),
  number('valAccuracy', 'Val acc.', ({ valAccuracy }) => formatPercent(valAccuracy)),
  number('testAccuracy', 'Test acc.', ({ testAccuracy }) => formatPercent(testAccuracy)),
  number('bestEpoch', 'Best epoch', ({ bestEpoch, epochs }) => (epochs === null ? '–' : `${bestEpoch} / ${epochs}`)),
  number('parameters', 'Parameters', ({ parameters }) => formatCount(parameters)),
  number('multiplyAdds', 'Multiply-adds', ({ multiplyAdds }) => formatCompact(multiplyAdds)),
  number('seconds', 'Time', ({ seconds }) => formatDuration(seconds)),
  number('startedAt', 'Started', ({ startedAt }) => formatDate(startedAt)),
];

function sortRuns(rows: readonly RunRow[], field: keyof RunRow, { descending }: TableSort): RunRow[] {
  return rows.toSorted((a, b) => {
    const [x, y] = [a[field], b[field]];
    // Missing values come last in either direction.
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    const order = typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y));
    return descending ? -order : order;
  });
}

function matches({ name, model, target, status }: RunRow, text: string): boolean {
  const searched = `${name} ${model} ${target} ${status}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => searched.includes(word));
}

export function RunsView() {
  const loaded = useLoad<RunRow[]>('runs', ['run']);
  const [selected, setSelected] = useState<readonly string[]>([]);
  const compare = (): void => {
    if (selected.length >= 2) navigate(`/compare?runs=${selected.map(encodeURIComponent).join(',')}`);
  };
  useShortcuts([{ keys: ['c'], description: 'compare the selected runs', run: compare }]);
  return (
    <>
      <PageHeader title="Runs">
        <button type="button" disabled={selected.length < 2} onClick={compare}>
          Compare{selected.length > 0 && ` ${plural(selected.length, 'run')}`}
        </button>
        <a class="button" href="/train">
          New run
        </a>
      </PageHeader>
      <Show of={loaded}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title="No runs yet">
              <p>
                <a href="/train">Train your first model</a> here, or with <code>toonvision train</code>.
              </p>
            </Empty>
          ) : (
            <>
              {rows
                .filter(({ status }) => status === 'running')
                .map(({ name, status }) => (
                  <section key={name} class="panel">
                    <h2>
                      <a href={`/runs/${encodeURIComponent(name)}`}>{name}</a> <StatusTag status={status} />
                    </h2>
                    <LiveProgress name={name} />
                  </section>
                ))}
              <RunsTable {...{ rows, selected }} onSelect={setSelected} />
              <RepeatsTable />
            </>
          )
        }
      </Show>
    </>
  );
}

function RunsTable({
  rows,
  selected,
  onSelect,
}: {
  rows: readonly RunRow[];
  selected: readonly string[];
  onSelect: (names: readonly string[]) => void;
}) {
  const fields = [...COLUMNS.map(({ key }) => key), 'name' as const];
  const sort = readSort(fields, { by: 'startedAt', descending: true });
  const text = route.value.query.get('text') ?? '';
  const hasTargets = new Set(rows.map(({ target }) => target)).size > 1;
  const shown = sortRuns(rows, fields.find((field) => field === sort.by) ?? 'startedAt', sort);
  const columns: Column<RunRow>[] = [
    {
      key: 'select',
      title: '',
      render: ({ name }) => (
        <input
          type="checkbox"
          aria-label={`Compare ${name}`}
          checked={selected.includes(name)}
          disabled={!selected.includes(name) && selected.length >= MAX_COMPARED}
          onChange={(event) =>
            onSelect(event.currentTarget.checked ? [...selected, name] : selected.filter((other) => other !== name))
          }
        />
      ),
    },
    { key: 'name', title: 'Run', isRowHeader: true, isSortable: true, render: (row) => <RunName row={row} /> },
    // A column with one value only would waste space.
    ...COLUMNS.filter(({ key }) => key !== 'target' || hasTargets),
  ];
  return (
    <section class="panel">
      <label class="field filter-field">
        <span class="hidden">Filter runs</span>
        <input
          type="search"
          value={text}
          placeholder="Filter by name, model, target or status"
          onInput={(event) => setQuery({ text: event.currentTarget.value })}
        />
      </label>
      <DataTable
        class="runs"
        columns={columns}
        rows={shown.filter((row) => matches(row, text))}
        rowKey={({ name }) => name}
        sort={sort}
      />
    </section>
  );
}

function RunName({ row: { name, status } }: { row: RunRow }) {
  return (
    <>
      <a href={`/runs/${encodeURIComponent(name)}`}>{name}</a>
      {status !== 'finished' && (
        <div>
          {' '}
          <StatusTag status={status} />
          {status === 'interrupted' && (
            <button
              type="button"
              class="small-action"
              aria-label={`Resume ${name}`}
              onClick={() => void resumeRun(name)}
            >
              Resume
            </button>
          )}
        </div>
      )}
    </>
  );
}

const formatPercentage = (value: number): string => (value * 100).toFixed(1);

/** Groups of repeats, newest first. */
function RepeatsTable() {
  const { value } = useLoad<RepeatsRow[]>('repeats', ['repeats']);
  if (value === undefined || value.length === 0) return null;
  return (
    <section class="panel">
      <h2>
        Repeats <span class="muted small">one configuration trained with several seeds</span>
      </h2>
      <DataTable
        class="runs"
        rows={value}
        rowKey={({ name }) => name}
        columns={[
          {
            key: 'name',
            title: 'Repeats',
            isRowHeader: true,
            render: ({ name, status }) => (
              <>
                <a href={`/repeats/${encodeURIComponent(name)}`}>{name}</a>
                {status !== 'finished' && <StatusTag status={status} />}
              </>
            ),
          },
          { key: 'model', title: 'Model', render: ({ model }) => model },
          { key: 'target', title: 'Target', render: ({ target }) => target },
          { key: 'runs', title: 'Runs', align: 'right', render: ({ finished, seeds }) => `${finished} of ${seeds}` },
          {
            key: 'testWrong',
            title: 'Test errors',
            align: 'right',
            render: ({ testWrong }) => formatDistribution(testWrong, (count) => count.toFixed(1)),
          },
          {
            key: 'testAccuracy',
            title: 'Test accuracy',
            align: 'right',
            render: ({ testAccuracy }) => formatDistribution(testAccuracy, formatPercentage, '%'),
          },
          {
            key: 'valAccuracy',
            title: 'Val accuracy',
            align: 'right',
            render: ({ valAccuracy }) => formatDistribution(valAccuracy, formatPercentage, '%'),
          },
          { key: 'startedAt', title: 'Started', align: 'right', render: ({ startedAt }) => formatDate(startedAt) },
        ]}
      />
    </section>
  );
}
