// One sample: its crop and screenshot, label and edits, what each run predicts, and similar samples.
import { useEffect, useRef, useState } from 'preact/hooks';
import { type SampleView as Answer, get, query, type SamplePage } from '../api.ts';
import { describeEdit, makeEdit, undoEdit } from '../edits.ts';
import { formatDate, formatKind, plural } from '../format.ts';
import { useShortcuts } from '../keys.ts';
import { project } from '../parts/classColors.ts';
import { ClassName } from '../parts/className.tsx';
import { Fact } from '../parts/fact.tsx';
import { PageHeader } from '../parts/pageHeader.tsx';
import { SampleTile } from '../parts/sampleTile.tsx';
import { ScreenshotBoxes } from '../parts/screenshotBoxes.tsx';
import { Pending, Show } from '../parts/states.tsx';
import { attempt } from '../parts/toasts.tsx';
import { navigate, route } from '../router.ts';
import { filterQuery } from '../sampleFilters.ts';
import { useLoad, usePolling } from '../useLoad.ts';
import { SamplePredictions } from './samplePredictions.tsx';

/** Until the neighbors are asked for again, while crops are being read. */
const POLL_MS = 1000;

/** Opens the next or previous sample of the gallery that led here. */
async function step(by: number): Promise<void> {
  const index = Number(route.value.query.get('at') ?? Number.NaN) + by;
  if (!(index >= 0)) return;
  const page = await attempt(() => get<SamplePage>(`samples${filterQuery({ offset: index, limit: 1 })}`));
  const [next] = page?.samples ?? [];
  if (next !== undefined)
    navigate(`/samples/${encodeURIComponent(next.id)}${filterQuery({ at: index })}`, { replace: true });
}

export function SampleView({ id }: { id: string }) {
  const loaded = useLoad<Answer>(`samples/${encodeURIComponent(id)}`, ['edit', 'run']);
  const { value } = loaded;
  usePolling(loaded, value?.neighbors === null, POLL_MS);
  const isFromGallery = route.value.query.get('at') !== null;
  const gallery = `/samples${filterQuery()}`;
  useShortcuts([
    ...(isFromGallery
      ? [
          { keys: ['j', 'ArrowRight'], description: 'next sample', run: () => void step(1) },
          { keys: ['k', 'ArrowLeft'], description: 'previous sample', run: () => void step(-1) },
        ]
      : []),
    { keys: ['Escape'], description: 'back to the samples', run: () => navigate(gallery) },
    { keys: ['e'], description: 'exclude or include', run: () => void (value && toggleExcluded(value)) },
    {
      keys: ['u'],
      description: 'undo the last edit of this sample',
      run: () => {
        const last = value?.edits.filter(({ undone }) => !undone).at(-1);
        if (last !== undefined) void undoEdit(last.number);
      },
    },
  ]);
  return (
    <>
      <PageHeader title={id} parent={{ address: gallery, name: 'Samples' }}>
        {isFromGallery && (
          <>
            <button type="button" aria-label="Previous sample" onClick={() => void step(-1)}>
              ←
            </button>
            <button type="button" aria-label="Next sample" onClick={() => void step(1)}>
              →
            </button>
          </>
        )}
      </PageHeader>
      <Show of={loaded}>{(view) => <Detail view={view} />}</Show>
    </>
  );
}

async function toggleExcluded({ id, excluded, edits }: Answer): Promise<void> {
  if (!excluded) {
    await makeEdit({ kind: 'exclude', sample: id, reason: '' });
    return;
  }
  const cause = edits.filter((edit) => !edit.undone && edit.kind !== 'relabel').at(-1);
  if (cause !== undefined) await undoEdit(cause.number);
}

function Detail({ view }: { view: Answer }) {
  const { screenshot, neighbors, box } = view;
  return (
    <>
      <div class="grid wide-first">
        <section class="panel">
          <h2>Screenshot</h2>
          {screenshot === null ? (
            <p class="muted">The screenshot no longer exists.</p>
          ) : (
            <ScreenshotBoxes screenshot={screenshot} boxes={view.boxes} />
          )}
          <p class="muted small below-image">
            {screenshot?.path} · box {box.xmin}, {box.ymin} to {box.xmax}, {box.ymax} · burst {view.burst} ·{' '}
            {view.added === null
              ? `annotations: ${view.source}`
              : `added by ${view.added.who}, ${formatDate(view.added.when)}`}
            {view.flags.map((flag) => ` · ${flag}`)}
            {screenshot !== null && (
              <>
                {' '}
                · <a href={`/try${query({ image: screenshot.path })}`}>Try boxes on it</a>
              </>
            )}
          </p>
        </section>
        <Crop view={view} />
      </div>
      <SamplePredictions view={view} />
      <section class="panel">
        <h2>
          Similar samples <span class="muted small">differing bits of 64-bit perceptual hashes</span>
        </h2>
        {neighbors === null && <Pending>Reading the crops…</Pending>}
        <div class="strip">
          {neighbors?.map((row) => (
            <SampleTile
              key={row.id}
              row={row}
              address={`/samples/${encodeURIComponent(row.id)}`}
              note={`${plural(row.distance, 'bit')} · ${row.split ?? 'no split'}`}
            />
          ))}
        </div>
      </section>
    </>
  );
}

function Crop({ view }: { view: Answer }) {
  const { id, label, annotated, excluded, edits } = view;
  const name = view.parts[project.value?.target ?? ''];
  return (
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
        <Fact name="Label" note={label !== annotated && `annotated as ${annotated}`}>
          {name !== undefined && <ClassName name={name} />} <code>{label}</code>
        </Fact>
        <Fact name="Size">
          {view.width} × {view.height} px
        </Fact>
        {view.street !== null && <Fact name="Street">{view.street}</Fact>}
        <Fact name="Split">{excluded ? 'Excluded' : (view.split ?? 'None')}</Fact>
      </dl>
      {view.findings.length > 0 && (
        <p>
          {view.findings.map((kind) => (
            <a key={kind} class="tag bad" href={`/findings?kind=${kind}`}>
              {formatKind(kind)}
            </a>
          ))}
        </p>
      )}
      <EditForm view={view} />
      {edits.length > 0 && (
        <ul class="plain-list edits">
          {edits.map((edit) => (
            <li key={edit.number} class={edit.undone ? 'muted' : ''}>
              <span class="what small">{edit.undone ? <s>{describeEdit(edit)}</s> : describeEdit(edit)}</span>
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
  );
}

/** Relabels, excludes or includes the sample. */
function EditForm({ view }: { view: Answer }) {
  const { id, label, excluded } = view;
  const [newLabel, setNewLabel] = useState(label);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => setNewLabel(label), [label]);
  useShortcuts([
    { keys: ['l'], description: 'edit the label', run: () => form.current?.querySelector('input')?.focus() },
  ]);
  return (
    <form
      ref={form}
      class="correct"
      onSubmit={(event) => {
        event.preventDefault();
        void makeEdit({ kind: 'relabel', sample: id, label: newLabel, reason: '' });
      }}
    >
      <label class="field">
        Label
        <input
          list="labels"
          value={newLabel}
          spellcheck={false}
          onInput={(event) => setNewLabel(event.currentTarget.value.trim())}
        />
      </label>
      <datalist id="labels">
        {project.value?.labels.map((option) => (
          <option key={option.label} value={option.label} />
        ))}
      </datalist>
      <button type="submit" disabled={newLabel === label || newLabel === ''}>
        Relabel
      </button>
      <button type="button" onClick={() => void toggleExcluded(view)}>
        {excluded ? 'Include' : 'Exclude'}
      </button>
    </form>
  );
}
