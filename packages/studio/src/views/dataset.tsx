// Overview of the dataset: counts, class balance, split, what to collect next, and edits.
import type { DatasetView as Answer } from '../api.ts';
import { query } from '../api.ts';
import { formatCount, formatDate } from '../format.ts';
import { CountBars } from '../parts/bars.tsx';
import { className, project } from '../parts/classColors.ts';
import { Fact } from '../parts/fact.tsx';
import { heatColor } from '../parts/heatColor.ts';
import { PageHeader } from '../parts/pageHeader.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { route, withQuery } from '../router.ts';
import { samplesAddress } from '../sampleFilters.ts';
import { useLoad } from '../useLoad.ts';
import { Additions, Edits } from './editLists.tsx';

const MAX_TEST_OPENINGS = 6;

const SPLIT_COLORS: Readonly<Record<string, string>> = {
  train: 'var(--accent)',
  val: 'var(--good)',
  test: 'var(--strong-line)',
};

/** The samples of a class of a level. */
const levelAddress = (level: string, name: string, street?: string): string =>
  samplesAddress({ ...(level === 'entity' ? { entity: name } : { target: level, class: name }), street });

export function DatasetView() {
  const level = route.value.query.get('level') ?? undefined;
  const loaded = useLoad<Answer>(`dataset${query({ level })}`, ['edit']);
  return (
    <>
      <PageHeader title={project.value?.name ?? 'Dataset'} note={project.value?.directory} />
      <Show of={loaded}>
        {(view) =>
          view.total + view.excluded === 0 ? (
            <Empty title="No samples yet" steps>
              <p>Follow these steps to build the dataset and train a model:</p>
            </Empty>
          ) : (
            <Overview view={view} />
          )
        }
      </Show>
    </>
  );
}

function Overview({ view }: { view: Answer }) {
  const { streets, table, split, testOpenings } = view;
  return (
    <>
      <Summary view={view} />
      <div class="grid wide-first">
        <ClassBalance view={view} />
        <div class="stacked">
          {split !== null && <Split split={split} splits={view.splits} />}
          {view.wanted.length > 0 && (
            <section class="panel">
              <h2>Collect next</h2>
              <ol class="plain-list">
                {view.wanted.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ol>
            </section>
          )}
          <Edits />
          <Additions />
        </div>
      </div>
      {streets.length > 0 && table.rows.length > 0 && <HeatTable table={table} />}
      {testOpenings.length > 0 && (
        <section class="panel">
          <h2>
            Test split openings <span class="muted">{testOpenings.length}</span>
          </h2>
          <ul class="plain-list">
            {testOpenings
              .slice(-MAX_TEST_OPENINGS)
              .toReversed()
              .map(({ date, run, reason }) => (
                <li key={date}>
                  {formatDate(date)} · <a href={`/runs/${encodeURIComponent(run)}`}>{run}</a> · {reason}
                </li>
              ))}
          </ul>
          {testOpenings.length > MAX_TEST_OPENINGS && (
            <p class="muted small">and {formatCount(testOpenings.length - MAX_TEST_OPENINGS)} earlier</p>
          )}
        </section>
      )}
    </>
  );
}

function Summary({ view: { total, excluded, streets, levels } }: { view: Answer }) {
  const next = project.value?.steps.find(({ done }) => !done);
  return (
    <section class="panel">
      <dl class="facts">
        <Fact name="Samples" note={excluded > 0 && `+ ${formatCount(excluded)} excluded`}>
          <a href="/samples">{formatCount(total)}</a>
        </Fact>
        {levels
          .filter(({ counts }) => counts.length > 1)
          .map(({ level, ratio, counts }) => (
            <Fact key={level} name={`${level} classes`} note={ratio !== null && `imbalance ratio ${ratio.toFixed(1)}`}>
              {counts.length}
            </Fact>
          ))}
        {streets.length > 0 && <Fact name="Streets">{streets.length}</Fact>}
        <Fact name="Runs">
          <a href="/runs">{formatCount(project.value?.runs)}</a>
        </Fact>
      </dl>
      {next !== undefined && (
        <p class="next">
          Next: {next.hint} <code>{next.command}</code>
        </p>
      )}
    </section>
  );
}

function ClassBalance({ view: { levels, table } }: { view: Answer }) {
  const shown = levels.find(({ level }) => level === table.level) ?? levels[0];
  if (shown === undefined) return null;
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>Samples per {shown.level}</h2>
        <nav class="tabs small-tabs" aria-label="Level">
          {levels.map(({ level }) => (
            <a key={level} href={withQuery({ level })} aria-current={level === table.level ? 'page' : undefined}>
              {level}
            </a>
          ))}
        </nav>
      </div>
      <CountBars
        rows={shown.counts.map(({ className: id, name, count, goal }) => ({
          ...{ name: id, label: name, count, goal },
          address: levelAddress(shown.level, id),
        }))}
      />
      {shown.counts.some(({ goal }) => goal !== null) && (
        <p class="muted small legend-line">
          <span class="goal-mark" aria-hidden="true" /> configured goal
        </p>
      )}
    </section>
  );
}

function Split({ split, splits }: { split: NonNullable<Answer['split']>; splits: Answer['splits'] }) {
  const rows = [{ counts: split.total }, ...Object.entries(split.perClass).map(([name, counts]) => ({ name, counts }))];
  return (
    <section class="panel">
      <h2>Split</h2>
      <table class="splits">
        <thead>
          <tr>
            <th scope="col">
              <span class="hidden">Class</span>
            </th>
            <td />
            {splits.map((name) => (
              <th key={name} scope="col" class="right">
                <span class="dot" style={{ background: SPLIT_COLORS[name] }} />
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, counts }: { name?: string; counts: typeof split.total }) => {
            const total = splits.reduce((sum, split) => sum + counts[split], 0) || 1;
            return (
              <tr key={name ?? ''}>
                <th scope="row">{name === undefined ? 'All' : className(name)}</th>
                <td class="share">
                  <div class="stack">
                    {splits.map((split) => (
                      <div
                        key={split}
                        style={{ width: `${(counts[split] / total) * 100}%`, background: SPLIT_COLORS[split] }}
                      />
                    ))}
                  </div>
                </td>
                {splits.map((split) => (
                  <td key={split} class="right">
                    <a href={samplesAddress({ split, class: name })}>{counts[split]}</a>
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function HeatTable({ table }: { table: Answer['table'] }) {
  const { level, rows, columns, counts, goal } = table;
  const max = Math.max(1, ...counts.flat());
  return (
    <section class="panel">
      <h2 class="first-large">
        {level} by street{' '}
        {goal !== null && <span class="muted small">goal {goal} per cell; cells below it are outlined</span>}
      </h2>
      <div class="scroll">
        <table class="heat">
          <thead>
            <tr>
              <td />
              {columns.map((street) => (
                <th key={street} scope="col">
                  {street}
                </th>
              ))}
              <th scope="col">Total</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ className: id, name }, row) => (
              <tr key={id}>
                <th scope="row">{name}</th>
                {columns.map((street, column) => {
                  const count = counts[row]?.[column] ?? 0;
                  return (
                    <td key={street}>
                      <a
                        href={levelAddress(level, id, street)}
                        class={goal !== null && count < goal ? 'below' : ''}
                        style={{ background: heatColor(count / max) }}
                        aria-label={`${name}, ${street}: ${count}`}
                      >
                        {count}
                      </a>
                    </td>
                  );
                })}
                <td class="total">{formatCount(counts[row]?.reduce((sum, count) => sum + count, 0))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
