// The dataset at a glance: how many, how balanced, on which sides, what to collect, what was corrected.
import type { DatasetView as Answer, EditView } from '../api.ts';
import { query } from '../api.ts';
import { editInWords, undoEdit } from '../edits.ts';
import { plural, when, whole } from '../format.ts';
import { CountBars } from '../parts/bars.tsx';
import { classColour, className, project } from '../parts/classColour.ts';
import { Empty, Show } from '../parts/words.tsx';
import { place, withQuery } from '../router.ts';
import { useLoad } from '../useLoad.ts';
import { Additions } from './additions.tsx';

const PART_COLOURS: Readonly<Record<string, string>> = {
  train: 'var(--accent)',
  val: 'var(--good)',
  test: 'var(--strong-line)',
};

/** Where the samples of a class of a level are. */
const samplesOf = (level: string, name: string, more: Record<string, string> = {}): string =>
  `/samples${query({ ...(level === 'entity' ? { entity: name } : { target: level, class: name }), ...more })}`;

export function DatasetView() {
  const level = place.value.query.get('level') ?? undefined;
  const loaded = useLoad<Answer>(`dataset${query({ level })}`, ['edit']);
  return (
    <>
      <div class="head">
        <h1>{project.value?.name ?? 'Dataset'}</h1>
        <span class="soft">{project.value?.directory}</span>
      </div>
      <Show of={loaded}>
        {(view) =>
          view.total + view.excluded === 0 ? (
            <Empty title="No samples yet" steps>
              <p>The studio shows what is in the project’s folder. This is the way there:</p>
            </Empty>
          ) : (
            <Glance view={view} />
          )
        }
      </Show>
    </>
  );
}

function Glance({ view }: { view: Answer }) {
  const { total, excluded, streets, levels, table, split } = view;
  const shown = levels.find(({ level }) => level === table.level) ?? levels[0];
  const next = project.value?.steps.find(({ done }) => !done);
  return (
    <>
      <section class="panel">
        <dl class="facts">
          <div>
            <dt>Samples</dt>
            <dd>
              <a href="/samples">{whole(total)}</a>
              {excluded > 0 && <small> + {whole(excluded)} left out</small>}
            </dd>
          </div>
          {levels
            .filter(({ counts }) => counts.length > 1)
            .map(({ level, ratio, counts }) => (
              <div key={level}>
                <dt>{level}: classes</dt>
                <dd>
                  {counts.length}
                  {ratio !== null && <small> largest : smallest {ratio.toFixed(1)}</small>}
                </dd>
              </div>
            ))}
          {streets.length > 0 && (
            <div>
              <dt>Streets</dt>
              <dd>{streets.length}</dd>
            </div>
          )}
          <div>
            <dt>Runs</dt>
            <dd>
              <a href="/runs">{whole(project.value?.runs)}</a>
            </dd>
          </div>
        </dl>
        {next !== undefined && (
          <p class="next">
            Next: {next.hint} <code>{next.command}</code>
          </p>
        )}
      </section>
      <div class="grid wide-first">
        <section class="panel">
          <div class="panel-head">
            <h2>Samples per {shown?.level}</h2>
            <nav class="tabs small-tabs" aria-label="Level">
              {levels.map(({ level }) => (
                <a key={level} href={withQuery({ level })} aria-current={level === table.level ? 'page' : undefined}>
                  {level}
                </a>
              ))}
            </nav>
          </div>
          {shown !== undefined && (
            <CountBars
              rows={shown.counts.map(({ className: one, name, count, goal }) => ({
                name: one,
                label: name,
                count,
                goal,
                address: samplesOf(shown.level, one),
              }))}
            />
          )}
          {shown?.counts.some(({ goal }) => goal !== null) && (
            <p class="soft small legend-line">
              <span class="goal-mark" aria-hidden="true" /> goal of the configuration
            </p>
          )}
        </section>
        <div class="stacked">
          {split !== null && <Sides split={split} parts={view.parts} />}
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
      {view.testOpenings.length > 0 && (
        <section class="panel">
          <h2>
            Openings of the test split <span class="soft">{view.testOpenings.length}</span>
          </h2>
          <ul class="plain-list">
            {view.testOpenings.slice(-6).map(({ date, run, reason }) => (
              <li key={date}>
                {when(date)} · <a href={`/runs/${encodeURIComponent(run)}`}>{run}</a> · {reason}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Sides({ split, parts }: { split: NonNullable<Answer['split']>; parts: Answer['parts'] }) {
  const rows = [['all', split.parts] as const, ...Object.entries(split.perClass)];
  return (
    <section class="panel">
      <h2>Split</h2>
      <table class="sides">
        <thead>
          <tr>
            <th scope="col">
              <span class="hidden">Class</span>
            </th>
            <td />
            {parts.map((part) => (
              <th key={part} scope="col" class="right">
                <span class="dot" style={{ background: PART_COLOURS[part] }} />
                {part}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, counts]) => {
            const sum = parts.reduce((all, part) => all + counts[part], 0) || 1;
            return (
              <tr key={name}>
                <th scope="row">{name === 'all' ? 'all' : className(name)}</th>
                <td class="share">
                  <div class="stack">
                    {parts.map((part) => (
                      <div
                        key={part}
                        style={{ width: `${(counts[part] / sum) * 100}%`, background: PART_COLOURS[part] }}
                      />
                    ))}
                  </div>
                </td>
                {parts.map((part) => (
                  <td key={part} class="right">
                    <a href={`/samples${query({ part, class: name === 'all' ? undefined : name })}`}>{counts[part]}</a>
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
  const most = Math.max(1, ...counts.flat());
  return (
    <section class="panel">
      <h2>
        {level} by street{' '}
        {goal !== null && <span class="soft small">goal {goal} each; framed where there are fewer</span>}
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
              <th scope="col">all</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ className: one, name }, row) => (
              <tr key={one}>
                <th scope="row">{name}</th>
                {columns.map((street, column) => {
                  const count = counts[row]?.[column] ?? 0;
                  const share = count / most;
                  return (
                    <td key={street}>
                      <a
                        href={samplesOf(level, one, { street })}
                        class={goal !== null && count < goal ? 'below' : ''}
                        style={{ background: `rgba(var(--heat), ${count === 0 ? 0 : 0.06 + 0.42 * share})` }}
                        aria-label={`${name}, ${street}: ${count}`}
                      >
                        {count}
                      </a>
                    </td>
                  );
                })}
                <td class="total">{whole(counts[row]?.reduce((sum, count) => sum + count, 0))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** The corrections, the newest first; each can be undone. */
function Edits() {
  const loaded = useLoad<EditView[]>('edits', ['edit']);
  const edits = [...(loaded.value ?? [])].reverse();
  if (edits.length === 0) return null;
  return (
    <section class="panel">
      <h2>Corrections</h2>
      <ul class="plain-list edits">
        {edits.slice(0, 30).map((edit) => (
          <li key={edit.number} class={edit.undone ? 'soft' : ''}>
            <span class="what">
              {edit.undone ? <s>{editInWords(edit)}</s> : editInWords(edit)}
              <span class="soft small">
                {' '}
                {when(edit.when)}, {edit.who}
                {edit.undone ? ', undone' : ''}
              </span>
            </span>
            {!edit.undone && (
              <button
                type="button"
                aria-label={`Undo: ${editInWords(edit)}`}
                onClick={() => void undoEdit(edit.number)}
              >
                Undo
              </button>
            )}
          </li>
        ))}
      </ul>
      {edits.length > 30 && <p class="soft small">and {plural(edits.length - 30, 'older one')}</p>}
    </section>
  );
}

/** The colour of a class as a dot before its name. */
export function ClassName({ name }: { name: string }) {
  return (
    <span>
      <span class="dot" style={{ background: classColour(name) }} />
      {className(name)}
    </span>
  );
}
