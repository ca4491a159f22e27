// One sample: its crop and screenshot, where it stands, what each run says of it and where it looks, what looks like it.
import { useEffect, useRef, useState } from 'preact/hooks';
import { type SampleView as Answer, get, query, type RunRow, type SamplePage } from '../api.ts';
import { editInWords, makeEdit, undoEdit } from '../edits.ts';
import { percent, plural, when } from '../format.ts';
import { useKeys } from '../keys.ts';
import { ProbabilityBars } from '../parts/bars.tsx';
import { ScreenshotBoxes } from '../parts/boxes.tsx';
import { className, project } from '../parts/classColour.ts';
import { Tile } from '../parts/gallery.tsx';
import { SampleMaps } from '../parts/maps.tsx';
import { attempt } from '../parts/toasts.tsx';
import { Show } from '../parts/words.tsx';
import { navigate, place, withQuery } from '../router.ts';
import { useLoad } from '../useLoad.ts';
import { ClassName } from './dataset.tsx';
import { filterQuery } from './samples.tsx';

/** Goes along the gallery that led here. */
async function step(by: number): Promise<void> {
  const at = Number(place.value.query.get('at') ?? Number.NaN) + by;
  if (!(at >= 0)) return;
  const page = await attempt(() => get<SamplePage>(`samples${filterQuery({ offset: at, limit: 1 })}`));
  const [next] = page?.samples ?? [];
  if (next !== undefined) navigate(`/samples/${encodeURIComponent(next.id)}${filterQuery({ at })}`, { replace: true });
}

export function SampleView({ id }: { id: string }) {
  const loaded = useLoad<Answer>(`samples/${encodeURIComponent(id)}`, ['edit', 'run']);
  const { value, reload } = loaded;
  const reading = value?.neighbours === null;
  useEffect(() => {
    if (!reading) return;
    const timer = setTimeout(reload, 1000);
    return () => clearTimeout(timer);
  }, [reading, value, reload]);
  const comesFrom = place.value.query.get('at') !== null;
  const back = `/samples${filterQuery()}`;
  useKeys([
    ...(comesFrom
      ? [
          { keys: ['j', 'ArrowRight'], says: 'next sample', does: () => void step(1) },
          { keys: ['k', 'ArrowLeft'], says: 'sample before', does: () => void step(-1) },
        ]
      : []),
    { keys: ['Escape'], says: 'back to the samples', does: () => navigate(back) },
    { keys: ['e'], says: 'leave out, or take in again', does: () => void (value && toggle(value)) },
    {
      keys: ['u'],
      says: 'undo the last correction of this sample',
      does: () => {
        const last = value?.edits.filter(({ undone }) => !undone).at(-1);
        if (last !== undefined) void undoEdit(last.number);
      },
    },
  ]);
  return (
    <>
      <div class="head">
        <h1>
          <a class="crumb" href={back}>
            Samples /
          </a>{' '}
          {id}
        </h1>
        {comesFrom && (
          <div class="spread">
            <button type="button" aria-label="Sample before" onClick={() => void step(-1)}>
              ←
            </button>
            <button type="button" aria-label="Next sample" onClick={() => void step(1)}>
              →
            </button>
          </div>
        )}
      </div>
      <Show of={loaded}>{(view) => <Detail view={view} />}</Show>
    </>
  );
}

async function toggle({ id, excluded, edits }: Answer): Promise<void> {
  if (!excluded) {
    await makeEdit({ kind: 'exclude', sample: id, reason: '' });
    return;
  }
  const cause = edits.filter((edit) => !edit.undone && edit.kind !== 'relabel').at(-1);
  if (cause !== undefined) await undoEdit(cause.number);
}

function Detail({ view }: { view: Answer }) {
  const { id, label, annotated, excluded, screenshot, neighbours, edits } = view;
  const own = view.parts[project.value?.target ?? ''];
  const box = view.box;
  return (
    <>
      <div class="grid wide-first">
        <section class="panel">
          <h2>Screenshot</h2>
          {screenshot === null ? (
            <p class="soft">The screenshot is gone.</p>
          ) : (
            <ScreenshotBoxes screenshot={screenshot} boxes={view.boxes} />
          )}
          <p class="soft small below-picture">
            {screenshot?.path} · box {box.xmin}, {box.ymin} to {box.xmax}, {box.ymax} · burst {view.burst} ·{' '}
            {view.added === null ? view.source : `added by ${view.added.who}, ${when(view.added.when)}`}
            {view.flags.map((flag) => ` · ${flag}`)}
            {screenshot !== null && (
              <>
                {' '}
                · <a href={`/try${query({ picture: screenshot.path })}`}>try boxes on it</a>
              </>
            )}
          </p>
        </section>
        <section class="panel">
          <h2>Crop</h2>
          <img
            class={excluded ? 'crop excluded' : 'crop'}
            src={view.crop}
            alt={`Crop of ${id}: ${label}`}
            width={view.width}
            height={view.height}
          />
          <dl class="facts compact">
            <div>
              <dt>Label</dt>
              <dd>
                {own !== undefined ? <ClassName name={own} /> : null} <code>{label}</code>
                {label !== annotated && <small> annotated as {annotated}</small>}
              </dd>
            </div>
            <div>
              <dt>Pixels</dt>
              <dd>
                {view.width} × {view.height}
              </dd>
            </div>
            {view.street !== null && (
              <div>
                <dt>Street</dt>
                <dd>{view.street}</dd>
              </div>
            )}
            <div>
              <dt>Split</dt>
              <dd>{excluded ? 'left out' : (view.part ?? 'none')}</dd>
            </div>
          </dl>
          {view.findings.length > 0 && (
            <p>
              {view.findings.map((kind) => (
                <a key={kind} class="tag bad" href={`/findings?kind=${kind}`}>
                  {kind.replaceAll('-', ' ')}
                </a>
              ))}
            </p>
          )}
          <Correct view={view} />
          {edits.length > 0 && (
            <ul class="plain-list edits">
              {edits.map((edit) => (
                <li key={edit.number} class={edit.undone ? 'soft' : ''}>
                  <span class="what small">{edit.undone ? <s>{editInWords(edit)}</s> : editInWords(edit)}</span>
                  {!edit.undone && (
                    <button type="button" onClick={() => void undoEdit(edit.number)}>
                      Undo
                    </button>
                  )}
                </li>
              ))}
            </ul>
          )}
        </section>
      </div>
      <Runs view={view} truth={own} />
      <section class="panel">
        <h2>
          Looks alike <span class="soft small">bits of 64 in which the perceptual hashes differ</span>
        </h2>
        {neighbours === null && (
          <p class="soft" role="status">
            Reading the crops …
          </p>
        )}
        <div class="strip">
          {neighbours?.map((row) => (
            <Tile
              key={row.id}
              row={row}
              address={`/samples/${encodeURIComponent(row.id)}`}
              note={`${plural(row.distance, 'bit')} · ${row.part ?? 'no split'}`}
            />
          ))}
        </div>
      </section>
    </>
  );
}

/** Another label, or out. */
function Correct({ view }: { view: Answer }) {
  const { id, label, excluded } = view;
  const [wanted, setWanted] = useState(label);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => setWanted(label), [label]);
  useKeys([{ keys: ['l'], says: 'choose another label', does: () => form.current?.querySelector('input')?.focus() }]);
  return (
    <form
      ref={form}
      class="correct"
      onSubmit={(event) => {
        event.preventDefault();
        void makeEdit({ kind: 'relabel', sample: id, label: wanted, reason: '' });
      }}
    >
      <label class="field">
        Label
        <input
          list="labels"
          value={wanted}
          spellcheck={false}
          onInput={(event) => setWanted(event.currentTarget.value.trim())}
        />
      </label>
      <datalist id="labels">
        {project.value?.labels.map((one) => (
          <option key={one.label} value={one.label} />
        ))}
      </datalist>
      <button type="submit" disabled={wanted === label || wanted === ''}>
        Correct
      </button>
      <button type="button" onClick={() => void toggle(view)}>
        {excluded ? 'Take in again' : 'Leave out'}
      </button>
    </form>
  );
}

/** What runs say of the sample, and the maps of one of them. */
function Runs({ view, truth }: { view: Answer; truth: string | undefined }) {
  const runs = useLoad<RunRow[]>('runs', ['run']);
  const usable = (runs.value ?? []).filter(({ epochs, target }) => epochs !== null && view.parts[target] !== undefined);
  const asked = place.value.query.get('run');
  const chosen = usable.find(({ name }) => name === asked)?.name ?? usable.at(-1)?.name;
  if (runs.value === undefined) return null;
  return (
    <>
      {view.predictions.length > 0 && (
        <section class="panel">
          <h2>Predictions</h2>
          <div class="grid">
            {view.predictions.map(({ run, split, predicted, probabilities, classes }) => (
              <div key={`${run}/${split}`}>
                <h3>
                  <a href={`/runs/${encodeURIComponent(run)}?tab=${split}`}>{run}</a>{' '}
                  <span class="soft">
                    {split}: {className(predicted)} {percent(Math.max(...probabilities))}
                  </span>{' '}
                  {truth !== undefined && classes.includes(truth) && (
                    <span class={predicted === truth ? 'good' : 'bad'}>{predicted === truth ? 'right' : 'wrong'}</span>
                  )}
                </h3>
                <ProbabilityBars classes={classes} probabilities={probabilities} truth={truth} />
              </div>
            ))}
          </div>
        </section>
      )}
      <section class="panel">
        <div class="panel-head">
          <h2>Where the model looks</h2>
          {usable.length > 0 && (
            <label class="field inline">
              Run
              <select
                value={chosen}
                onChange={(event) => navigate(withQuery({ run: event.currentTarget.value }), { replace: true })}
              >
                {usable.map(({ name }) => (
                  <option key={name} value={name} selected={name === chosen}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
          )}
        </div>
        {chosen === undefined ? (
          <p class="soft">
            No run knows this kind of sample yet. <a href="/train">Train one</a>.
          </p>
        ) : (
          <SampleMaps key={chosen} run={chosen} sample={view.id} crop={view.crop} />
        )}
      </section>
    </>
  );
}
