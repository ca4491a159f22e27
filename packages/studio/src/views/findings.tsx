// What `inspect` found, as a list to work through: leave out, correct, merge; each step can be undone.
import { useEffect, useState } from 'preact/hooks';
import {
  type FindingsView as Answer,
  type EditView,
  type FindingView,
  get,
  query,
  type SamplePage,
  type SampleRow,
  send,
} from '../api.ts';
import { lastEdit, makeEdit, undoEdit } from '../edits.ts';
import { plural } from '../format.ts';
import { useKeys } from '../keys.ts';
import { news } from '../live.ts';
import { project } from '../parts/classColour.ts';
import { Tile } from '../parts/gallery.tsx';
import { attempt } from '../parts/toasts.tsx';
import { Empty, Show } from '../parts/words.tsx';
import { place, withQuery } from '../router.ts';
import { useLoad } from '../useLoad.ts';

/** Groups that are drawn at a time. */
const PAGE = 24;
/** Samples of a group that are drawn. */
const MOST = 12;
/** Kinds of which one picture is enough. */
const COPIES: readonly string[] = [
  'exact-duplicates',
  'near-duplicates',
  'near-duplicates-across',
  'overlap-of-labels',
];

const open = ({ groups }: FindingView): number => groups.filter(({ done }) => !done).length;

export function FindingsView() {
  const loaded = useLoad<Answer>('findings', ['edit']);
  const { value, reload } = loaded;
  const reading = value?.state === 'reading';
  useEffect(() => {
    if (!reading) return;
    const timer = setTimeout(reload, 500);
    return () => clearTimeout(timer);
  }, [reading, value, reload]);
  const again = async (): Promise<void> => {
    await attempt(() => send<Answer>('POST', 'findings'));
    reload();
  };
  return (
    <>
      <div class="head">
        <h1>Findings</h1>
        <span class="soft">faults in the data that make models worse, or look better than they are</span>
        <div class="spread">
          <button type="button" disabled={value?.state !== 'ready'} onClick={() => void again()}>
            Look again
          </button>
        </div>
      </div>
      <Show of={loaded}>
        {(view) =>
          view.state === 'reading' ? (
            <section class="panel empty" role="status">
              <h2>Reading the crops</h2>
              <p>{view.total === 0 ? 'It begins …' : `${view.done} of ${plural(view.total, 'crop')}`}</p>
              <div class="progress">
                <div style={{ width: `${view.total === 0 ? 0 : (view.done / view.total) * 100}%` }} />
              </div>
            </section>
          ) : (
            <Found view={view} />
          )
        }
      </Show>
    </>
  );
}

function Found({ view }: { view: Extract<Answer, { state: 'ready' }> }) {
  const asked = place.value.query.get('kind');
  const shown = view.findings.find(({ kind }) => kind === asked) ?? view.findings[0];
  return (
    <>
      {shown === undefined ? (
        <Empty title="Nothing was found">
          <p>{plural(view.clean.length, 'kind')} of faults were looked for.</p>
        </Empty>
      ) : (
        <div class="split-view">
          <nav class="kinds" aria-label="Kinds of findings">
            {view.findings.map((finding) => (
              <a
                key={finding.kind}
                href={withQuery({ kind: finding.kind })}
                aria-current={finding.kind === shown.kind ? 'page' : undefined}
              >
                <span>{finding.kind.replaceAll('-', ' ')}</span>
                <span class={finding.above ? 'tag bad' : 'tag'}>{open(finding)}</span>
              </a>
            ))}
          </nav>
          <Kind key={shown.kind} finding={shown} />
        </div>
      )}
      <details class="panel">
        <summary>What was looked for and not found, and what was not looked at</summary>
        <ul class="plain-list">
          {view.clean.map((what) => (
            <li key={what}>
              <span class="good">none</span> · {what}
            </li>
          ))}
          {view.unchecked.map(({ kind, reason }) => (
            <li key={kind}>
              <span class="soft">not looked at</span> · {kind}: {reason}
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

/** Samples of a kind, by id. */
function useRows(kind: string): ReadonlyMap<string, SampleRow> {
  const [rows, setRows] = useState<ReadonlyMap<string, SampleRow>>(new Map());
  const turn = news.edit.value;
  useEffect(() => {
    const away = new AbortController();
    const load = async (): Promise<void> => {
      const found = new Map<string, SampleRow>();
      for (let offset = 0, total = 1; offset < total && offset < 5000; offset += 500) {
        const page = await get<SamplePage>(`samples${query({ finding: kind, offset, limit: 500 })}`, away.signal);
        total = page.total;
        for (const row of page.samples) found.set(row.id, row);
      }
      setRows(found);
    };
    load().catch(() => undefined);
    return () => away.abort();
  }, [kind, turn]);
  return rows;
}

function Kind({ finding }: { finding: FindingView }) {
  const { kind, message, remedy, groups } = finding;
  const rows = useRows(kind);
  const edits = useLoad<EditView[]>('edits', ['edit']);
  const [drawn, setDrawn] = useState(PAGE);
  const [all, setAll] = useState(false);
  const shown = all ? groups : groups.filter(({ done }) => !done);
  const [at, setAt] = useState(0);
  const here = Math.min(at, Math.max(0, shown.length - 1));
  const move = (by: number): void => {
    const next = Math.max(0, Math.min(shown.length - 1, here + by));
    setAt(next);
    if (next >= drawn) setDrawn(drawn + PAGE);
    document.querySelector(`[data-group="${next}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  const current = shown[here];
  useKeys([
    { keys: ['j', 'ArrowDown'], says: 'next finding', does: () => move(1) },
    { keys: ['k', 'ArrowUp'], says: 'finding before', does: () => move(-1) },
    {
      keys: ['e'],
      says: 'leave out; of copies keep the first',
      does: () => void (current !== undefined && settle(current.ids, kind)),
    },
    {
      keys: ['u'],
      says: 'undo the last correction',
      does: () => {
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
          <a class="button" href={`/samples${query({ finding: kind })}`}>
            All of them as a gallery
          </a>
          <label class="check">
            <input type="checkbox" checked={all} onChange={(event) => setAll(event.currentTarget.checked)} /> also what
            is settled
          </label>
          <span class="soft small hint">
            <kbd>j</kbd> <kbd>k</kbd> move, <kbd>e</kbd> leave out, <kbd>u</kbd> undo
          </span>
        </div>
      </section>
      {shown.length === 0 && (
        <Empty title={groups.length === 0 ? 'It concerns no single sample' : 'All of these are settled'} />
      )}
      <div class={groups.every(({ ids }) => ids.length === 1) ? 'groups singles' : 'groups'}>
        {shown.slice(0, drawn).map((group, index) => (
          <Group
            key={group.ids.join('|')}
            group={group}
            kind={kind}
            rows={rows}
            index={index}
            current={index === here}
            choose={() => setAt(index)}
          />
        ))}
      </div>
      {shown.length > drawn && (
        <button type="button" onClick={() => setDrawn(drawn + PAGE)}>
          {plural(shown.length - drawn, 'more group')}
        </button>
      )}
    </div>
  );
}

/** The obvious step: a single sample is left out, of copies the first is kept. */
async function settle(ids: readonly string[], kind: string): Promise<void> {
  const [first, ...others] = ids;
  if (first === undefined) return;
  if (others.length === 0) await makeEdit({ kind: 'exclude', sample: first, reason: kind });
  else if (COPIES.includes(kind) && ids.length <= MOST)
    await makeEdit({ kind: 'merge', keep: first, drop: others, reason: kind });
}

function Group({
  group,
  kind,
  rows,
  index,
  current,
  choose,
}: {
  group: FindingView['groups'][number];
  kind: string;
  rows: ReadonlyMap<string, SampleRow>;
  index: number;
  current: boolean;
  choose: () => void;
}) {
  const { ids, done } = group;
  const isCopies = COPIES.includes(kind) && ids.length > 1 && ids.length <= MOST;
  return (
    <section
      class={`panel group${current ? ' current' : ''}${done ? ' done' : ''}`}
      data-group={index}
      onFocusIn={choose}
    >
      <div class="strip">
        {ids.slice(0, MOST).map((id) => {
          const row = rows.get(id);
          return (
            <div key={id} class="with-steps">
              {row === undefined ? (
                <a class="tile" href={`/samples/${encodeURIComponent(id)}`}>
                  <span class="name">{id}</span>
                </a>
              ) : (
                <Tile row={row} address={`/samples/${encodeURIComponent(id)}`} note={row.label} />
              )}
              {row?.excluded === true ? (
                <span class="soft small">left out</span>
              ) : (
                <span class="row tight">
                  <button
                    type="button"
                    aria-label={`Leave out ${id}`}
                    onClick={() => void makeEdit({ kind: 'exclude', sample: id, reason: kind })}
                  >
                    Leave out
                  </button>
                  {isCopies && !done && (
                    <button
                      type="button"
                      aria-label={`Keep ${id} alone`}
                      onClick={() =>
                        void makeEdit({ kind: 'merge', keep: id, drop: ids.filter((one) => one !== id), reason: kind })
                      }
                    >
                      Keep this
                    </button>
                  )}
                  <Relabel id={id} label={row?.label} kind={kind} />
                </span>
              )}
            </div>
          );
        })}
      </div>
      {ids.length > MOST && <p class="soft small">and {plural(ids.length - MOST, 'more sample')}</p>}
    </section>
  );
}

function Relabel({ id, label, kind }: { id: string; label: string | undefined; kind: string }) {
  if (!['label-errors', 'duplicate-labels', 'overlap-of-labels'].includes(kind)) return null;
  return (
    <select
      aria-label={`Label of ${id}`}
      value={label}
      onChange={(event) =>
        void makeEdit({ kind: 'relabel', sample: id, label: event.currentTarget.value, reason: kind })
      }
    >
      {project.value?.labels.map((one) => (
        <option key={one.label} value={one.label} selected={one.label === label}>
          {one.label}
        </option>
      ))}
    </select>
  );
}
