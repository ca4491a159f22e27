// All runs as a table: filtered, sorted, chosen to be compared.
import { useState } from 'preact/hooks';
import { type JobView, type RepeatsRow, type RunRow, send } from '../api.ts';
import { decimal, duration, percent, plural, short, when, whole } from '../format.ts';
import { useKeys } from '../keys.ts';
import { LiveProgress } from '../parts/curves.tsx';
import { spread } from '../parts/spread.ts';
import { attempt, toast } from '../parts/toasts.tsx';
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

/** What is the same in all rows takes the room of what is not. */
const columnsOf = (rows: readonly RunRow[]): readonly Column[] =>
  new Set(rows.map(({ target }) => target)).size > 1 ? COLUMNS : COLUMNS.filter(({ field }) => field !== 'target');

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
                        {columnsOf(rows).map(({ field: one, title, right }) => heading(one, title, right))}
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
                              {row.status !== 'finished' && (
                                <div>
                                  {' '}
                                  <span class={`tag ${row.status}`}>{row.status}</span>
                                  {row.status === 'interrupted' && (
                                    <button
                                      type="button"
                                      class="beside"
                                      aria-label={`Go on with ${row.name}`}
                                      onClick={() => void goOn(row.name)}
                                    >
                                      Go on
                                    </button>
                                  )}
                                </div>
                              )}
                            </th>
                            {columnsOf(rows).map(({ field: one, right, show }) => (
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
              <RepeatsTable />
            </>
          )
        }
      </Show>
    </>
  );
}

/** Goes on with an interrupted run, in a process of its own. */
export async function goOn(run: string): Promise<void> {
  const job = await attempt(() => send<JobView>('POST', 'jobs', { model: 'baseline', resume: run }));
  if (job !== undefined) toast(`Started: ${job.command}`);
}

/** Groups of repeats, the newest first. */
function RepeatsTable() {
  const { value } = useLoad<RepeatsRow[]>('repeats', ['repeats']);
  if (value === undefined || value.length === 0) return null;
  return (
    <section class="panel">
      <h2>
        Repeats <span class="soft small">one configuration over several seeds</span>
      </h2>
      <div class="scroll">
        <table class="runs">
          <thead>
            <tr>
              <th scope="col">Repeats</th>
              <th scope="col">Model</th>
              <th scope="col">Target</th>
              {['Runs', 'Wrong on test', 'Test', 'Val', 'Started'].map((title) => (
                <th key={title} scope="col" class="right">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {value.map((row) => (
              <tr key={row.name}>
                <th scope="row">
                  <a href={`/repeats/${encodeURIComponent(row.name)}`}>{row.name}</a>
                  {row.status !== 'finished' && <span class={`tag ${row.status}`}>{row.status}</span>}
                </th>
                <td>{row.model}</td>
                <td>{row.target}</td>
                <td class="right">
                  {row.finished} of {row.seeds}
                </td>
                <td class="right">{spread(row.testWrong, (one) => one.toFixed(1))}</td>
                <td class="right">{spread(row.testAccuracy, (one) => (one * 100).toFixed(1), ' %')}</td>
                <td class="right">{spread(row.valAccuracy, (one) => (one * 100).toFixed(1), ' %')}</td>
                <td class="right">{when(row.startedAt)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function matches({ name, model, target, status }: RunRow, text: string): boolean {
  const all = `${name} ${model} ${target} ${status}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}
