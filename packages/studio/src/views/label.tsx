// Pictures that nobody has labelled yet, those that help most first: take the model's proposal by one key, and the next comes.
import { useEffect, useRef } from 'preact/hooks';
import { query, type RunRow, type SuggestionsView, type UnlabelledView } from '../api.ts';
import { percent, plural, whole } from '../format.ts';
import type { Box } from '../parts/drawBoxes.tsx';
import { Empty, Show } from '../parts/words.tsx';
import { navigate, place, withQuery } from '../router.ts';
import { type Loaded, useLoad } from '../useLoad.ts';
import { Desk } from './labelDesk.tsx';

/** Milliseconds until it is asked again how far the looking is. */
const AGAIN = 800;
/** Pictures of the queue that are shown. */
const SHOWN = 18;

/** A picture that waits for its label. */
export interface Waiting {
  path: string;
  url: string;
  thumbnail: string;
  /** Boxes that may hold something. */
  boxes: readonly Box[];
  /** Why it stands where it stands; undefined while that is not known. */
  reason: string | undefined;
}

export function LabelView() {
  const loaded = useLoad<UnlabelledView>('unlabelled', ['labels']);
  const runs = useLoad<RunRow[]>('runs', ['run']);
  const usable = (runs.value ?? []).filter(({ epochs }) => epochs !== null);
  const run = usable.find(({ name }) => name === place.value.query.get('run')) ?? usable.at(-1);
  const suggested = useSuggestions(loaded.value?.total === 0 ? undefined : run?.name);
  return (
    <>
      <div class="head">
        <h1>Label</h1>
        {loaded.value !== undefined && (
          <span class="soft" role="status">
            {plural(loaded.value.total, 'picture')} without a label
          </span>
        )}
        {run !== undefined && (
          <label class="field inline spread">
            Run
            <select onChange={(event) => navigate(withQuery({ run: event.currentTarget.value }), { replace: true })}>
              {usable.map(({ name }) => (
                <option key={name} value={name} selected={name === run.name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <Show of={loaded}>
        {(view) => {
          if (view.total === 0)
            return (
              <Empty title={view.whole ? 'Every picture is labelled' : 'Every screenshot is annotated'}>
                <p>
                  Put new pictures into their folder below the screenshots; they appear here when this page is loaded
                  again.
                </p>
              </Empty>
            );
          const waiting = inOrder(view, suggested.value);
          const asked = place.value.query.get('picture');
          const at = Math.max(
            0,
            waiting.findIndex(({ path }) => path === asked),
          );
          const picture = waiting[at];
          if (picture === undefined) return null;
          return (
            <>
              <Order suggested={suggested} run={run?.name} isWhole={view.whole} />
              <Desk
                key={picture.path}
                picture={picture}
                at={at}
                total={waiting.length}
                isWhole={view.whole}
                kind={view.kind}
                run={run}
                go={(by) => {
                  const next = waiting[at + by];
                  if (next !== undefined) navigate(withQuery({ picture: next.path }), { replace: true });
                }}
                done={() => {
                  navigate(withQuery({ picture: (waiting[at + 1] ?? waiting[at - 1])?.path }), { replace: true });
                  loaded.reload();
                }}
              />
              <section class="panel">
                <h2>Next</h2>
                <div class="strip shots">
                  {waiting.slice(at + 1, at + 1 + SHOWN).map(({ path, thumbnail, reason }) => (
                    <a key={path} class="tile" href={withQuery({ picture: path })} title={`${path}: ${reason ?? ''}`}>
                      <span class="shot">
                        <img src={thumbnail} alt="" loading="lazy" />
                      </span>
                      <span class="name">{path.split('/').slice(-2).join('/')}</span>
                      <span class="below">{reason ?? ' '}</span>
                    </a>
                  ))}
                </div>
                {waiting.length <= at + 1 && <p class="soft">This is the last one.</p>}
              </section>
            </>
          );
        }}
      </Show>
    </>
  );
}

/** The suggestions of a run, asked for again until they are there; what was there stays meanwhile. */
function useSuggestions(run: string | undefined): Loaded<SuggestionsView> {
  const loaded = useLoad<SuggestionsView>(run === undefined ? null : `suggestions${query({ run })}`, ['labels']);
  const last = useRef<{ run: string | undefined; loaded: Loaded<SuggestionsView> }>({ run, loaded });
  if (last.current.run !== run || loaded.value !== undefined || loaded.fault !== undefined)
    last.current = { run, loaded };
  useEffect(() => {
    if (loaded.value?.state !== 'reading') return;
    const timer = setTimeout(loaded.reload, AGAIN);
    return () => clearTimeout(timer);
  }, [loaded.value]);
  return last.current.loaded;
}

function inOrder({ pictures }: UnlabelledView, suggested: SuggestionsView | undefined): Waiting[] {
  const plain = pictures.map((one): Waiting => ({ ...one, boxes: [], reason: undefined }));
  if (suggested?.state !== 'ready') return plain;
  const left = new Set(pictures.map(({ path }) => path));
  const isCut = left.size < suggested.unlabelled;
  const ranked = suggested.suggestions.flatMap(({ path, url, thumbnail, reason, boxes }): Waiting[] => {
    // Labelled a moment ago; where the list is cut short it says nothing of those beyond.
    if (!left.has(path) && !isCut) return [];
    const found = boxes.map(({ xmin, ymin, xmax, ymax }) => ({
      ...{ left: xmin, top: ymin, width: xmax - xmin, height: ymax - ymin },
    }));
    return [{ path, url, thumbnail, reason, boxes: found }];
  });
  const known = new Set(ranked.map(({ path }) => path));
  return [...ranked, ...plain.filter(({ path }) => !known.has(path))];
}

/** Says in which order they come. */
function Order({
  suggested,
  run,
  isWhole,
}: {
  suggested: Loaded<SuggestionsView>;
  run: string | undefined;
  isWhole: boolean;
}) {
  const { value, fault } = suggested;
  if (run === undefined)
    return (
      <p class="soft">
        In the order of their names. <a href="/train">Train a model</a>, and those that would help most come first.
      </p>
    );
  if (fault !== undefined)
    return (
      <p class="soft" role="status">
        In the order of their names: {fault.message}
      </p>
    );
  if (value?.state === 'ready')
    return (
      <p class="soft" role="status">
        Those that would help {run} most come first:{' '}
        {isWhole ? 'where it wavers, and no two alike' : 'unlike what is labelled, and no two alike'}.
        {value.looked < value.unlabelled && ` It looked at ${whole(value.looked)} of ${whole(value.unlabelled)}.`}
      </p>
    );
  const share = value === undefined || value.total === 0 ? 0 : value.done / value.total;
  return (
    <p class="soft" role="status">
      {run} looks at the pictures to find those that help most: {percent(share, 0)}. Until then they come by name.
    </p>
  );
}
