// All runs as a table: filtered, sorted, chosen to be compared.
import { useState } from 'preact/hooks';
import type { RunRow } from '../api.ts';
import { decimal, duration, percent, plural, short, when, whole } from '../format.ts';
import { useKeys } from '../keys.ts';
import { LiveProgress } from '../parts/curves.tsx';
import { Empty, Show } from '../parts/words.tsx';
import { navigate, place, withQuery } from '../router.ts';
import { useLoad } from '../useLoad.ts';

interface Column {
  field: keyof RunRow;
  title: string;
  right?: boolean;
  show: (row: RunRow) => string;
}

const COLUMNS: readonly Column[] = [
  { field: 'model', title: 'Model', show: ({ model }) => model },
  { field: 'target', title: 'Target', show: ({ target }) => target },
  { field: 'seed', title: 'Seed', right: true, show: ({ seed }) => String(seed) },
  { field: 'valLoss', title: 'Val loss', right: true, show: ({ valLoss }) => decimal(valLoss) },
  { field: 'valAccuracy', title: 'Val', right: true, show: ({ valAccuracy }) => percent(valAccuracy) },
  {
    field: 'testAccuracy',
    title: 'Test',
    right: true,
    show: ({ testAccuracy }) => percent(testAccuracy),
  },
  {
    field: 'bestEpoch',
    title: 'Best',
    right: true,
    show: ({ bestEpoch, epochs }) => (epochs === null ? '–' : `${bestEpoch} / ${epochs}`),
  },
  { field: 'parameters', title: 'Parameters', right: true, show: ({ parameters }) => whole(parameters) },
  { field: 'multiplyAdds', title: 'Mult-adds', right: true, show: ({ multiplyAdds }) => short(multiplyAdds) },
  { field: 'seconds', title: 'Time', right: true, show: ({ seconds }) => duration(seconds) },
  { field: 'startedAt', title: 'Started', right: true, show: ({ startedAt }) => when(startedAt) },
];
const MOST = 6;

function sorted(rows: readonly RunRow[], field: keyof RunRow, down: boolean): RunRow[] {
  return rows.toSorted((a, b) => {
    const [x, y] = [a[field], b[field]];
    // What is not known stands last either way.
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    const order = typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y));
    return down ? -order : order;
  });
}

export function RunsView() {
  const loaded = useLoad<RunRow[]>('runs', ['run']);
  const here = place.value.query;
  const field = ([...COLUMNS.map((one) => one.field), 'name'] as const).find((one) => one === here.get('sort'));
  const by = field ?? 'startedAt';
  const down = here.get('down') === null ? by === 'startedAt' : here.get('down') === '1';
  const text = here.get('text') ?? '';
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const compare = (): void => {
    if (chosen.length >= 2) navigate(`/compare?runs=${chosen.map(encodeURIComponent).join(',')}`);
  };
  useKeys([{ keys: ['c'], says: 'compare the chosen runs', does: compare }]);
  const heading = (one: keyof RunRow, title: string, right = false) => (
    <th
      key={one}
      scope="col"
      class={right ? 'right' : ''}
      aria-sort={one === by ? (down ? 'descending' : 'ascending') : undefined}
    >
      <button
        type="button"
        onClick={() => navigate(withQuery({ sort: one, down: one === by && !down ? '1' : '0' }), { replace: true })}
      >
        {title}
        {one === by && <span aria-hidden="true">{down ? ' ↓' : ' ↑'}</span>}
      </button>
    </th>
  );
  return (
    <>
      <div class="head">
        <h1>Runs</h1>
        <div class="spread">
          <button type="button" disabled={chosen.length < 2} onClick={compare}>
            Compare{chosen.length > 0 && ` ${plural(chosen.length, 'run')}`}
          </button>
          <a class="button" href="/train">
            Train another
          </a>
        </div>
      </div>
      <Show of={loaded}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title="No run yet">
              <p>
                <a href="/train">Train a first model</a>, here or by <code>toonvision train</code>.
              </p>
            </Empty>
          ) : (
            <>
              {rows
                .filter(({ status }) => status === 'running')
                .map(({ name }) => (
                  <section key={name} class="panel">
                    <h2>
                      <a href={`/runs/${encodeURIComponent(name)}`}>{name}</a> <span class="tag running">running</span>
                    </h2>
                    <LiveProgress name={name} />
                  </section>
                ))}
              <section class="panel">
                <label class="field filter-field">
                  <span class="hidden">Filter runs</span>
                  <input
                    type="search"
                    value={text}
                    placeholder="name, model, target, status"
                    onInput={(event) => navigate(withQuery({ text: event.currentTarget.value }), { replace: true })}
                  />
                </label>
                <div class="scroll">
                  <table class="runs">
                    <thead>
                      <tr>
                        <td />
                        {heading('name', 'Run')}
                        {COLUMNS.map(({ field: one, title, right }) => heading(one, title, right))}
                      </tr>
                    </thead>
                    <tbody>
                      {sorted(rows, by, down)
                        .filter((row) => matches(row, text))
                        .map((row) => (
                          <tr key={row.name}>
                            <td>
                              <input
                                type="checkbox"
                                aria-label={`Compare ${row.name}`}
                                checked={chosen.includes(row.name)}
                                disabled={!chosen.includes(row.name) && chosen.length >= MOST}
                                onChange={(event) =>
                                  setChosen(
                                    event.currentTarget.checked
                                      ? [...chosen, row.name]
                                      : chosen.filter((one) => one !== row.name),
                                  )
                                }
                              />
                            </td>
                            <th scope="row">
                              <a href={`/runs/${encodeURIComponent(row.name)}`}>{row.name}</a>
                              {row.status !== 'finished' && <span class={`tag ${row.status}`}>{row.status}</span>}
                            </th>
                            {COLUMNS.map(({ field: one, right, show }) => (
                              <td key={one} class={right === true ? 'right' : ''}>
                                {show(row)}
                              </td>
                            ))}
                          </tr>
                        ))}
                    </tbody>
                  </table>
                </div>
              </section>
            </>
          )
        }
      </Show>
    </>
  );
}

function matches({ name, model, target, status }: RunRow, text: string): boolean {
  const all = `${name} ${model} ${target} ${status}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}
