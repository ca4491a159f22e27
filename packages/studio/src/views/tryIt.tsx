// A picture that was dropped, pasted, chosen or photographed: what a run says of it, or of a box drawn in it, and why.
import { useEffect, useRef, useState } from 'preact/hooks';
import { type MapsView, type RunRow, send, type TryView } from '../api.ts';
import { openPageModel, type PageModel, pixelsOf } from '../model/pageModel.ts';
import { ProbabilityBars } from '../parts/bars.tsx';
import { className } from '../parts/classColour.ts';
import { type Box, cutOut, DrawBoxes } from '../parts/drawBoxes.tsx';
import { choiceQuery, FIRST_CHOICE, type MapChoice, MapPanel } from '../parts/maps.tsx';
import { attempt } from '../parts/toasts.tsx';
import { Empty, Show } from '../parts/words.tsx';
import { navigate, place, withQuery } from '../router.ts';
import { useLoad } from '../useLoad.ts';

export function TryItView() {
  const loaded = useLoad<RunRow[]>('runs', ['run']);
  return (
    <>
      <div class="head">
        <h1>Try it</h1>
        <span class="soft">computed in this page; the picture is not kept</span>
      </div>
      <Show of={loaded}>
        {(rows) => {
          const usable = rows.filter(({ epochs }) => epochs !== null);
          const run = usable.find(({ name }) => name === place.value.query.get('run')) ?? usable.at(-1);
          return run === undefined ? (
            <Empty title="No model yet">
              <p>
                <a href="/train">Train one</a>, then try it on your own pictures.
              </p>
            </Empty>
          ) : (
            <Bench key={run.name} run={run.name} runs={usable} />
          );
        }}
      </Show>
    </>
  );
}

function Bench({ run, runs }: { run: string; runs: readonly RunRow[] }) {
  const [file, setFile] = useState<{ url: string; blob: Blob } | undefined>(undefined);
  const [over, setOver] = useState(false);
  const take = (blob: Blob | null | undefined): void => {
    if (blob?.type.startsWith('image/') === true) setFile({ url: URL.createObjectURL(blob), blob });
  };
  useEffect(() => {
    const pasted = (event: ClipboardEvent): void =>
      take([...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/')));
    addEventListener('paste', pasted);
    return () => removeEventListener('paste', pasted);
  }, []);
  useEffect(
    () => () => {
      if (file !== undefined) URL.revokeObjectURL(file.url);
    },
    [file],
  );
  return (
    <>
      <div class="filters">
        <label class="field">
          Run
          <select onChange={(event) => navigate(withQuery({ run: event.currentTarget.value }), { replace: true })}>
            {runs.map(({ name }) => (
              <option key={name} value={name} selected={name === run}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          Picture
          <input type="file" accept="image/*" onChange={(event) => take(event.currentTarget.files?.[0])} />
        </label>
      </div>
      <section
        class={over ? 'drop over' : 'drop'}
        aria-label="Drop a picture here"
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer?.files[0]);
        }}
      >
        {file === undefined ? 'Drop a picture here, paste one, or choose a file.' : 'Drop another one here.'}
      </section>
      {file !== undefined && <Picture key={file.url} url={file.url} blob={file.blob} run={run} />}
    </>
  );
}

function Picture({ url, blob, run }: { url: string; blob: Blob; run: string }) {
  const image = useRef<HTMLImageElement>(null);
  const [box, setBox] = useState<Box | undefined>(undefined);
  const [choice, choose] = useState<MapChoice>(FIRST_CHOICE);
  const [answer, setAnswer] = useState<TryView | undefined>(undefined);
  const [looked, setLooked] = useState<{ view: MapsView; url: string } | undefined>(undefined);
  const pixels = useRef<Promise<ImageData | undefined> | undefined>(undefined);
  const model = useRef<Promise<PageModel> | undefined>(undefined);
  const asking = useRef<{ busy: boolean; next: (() => Promise<void>) | undefined }>({ busy: false, next: undefined });

  // One question at a time; of those that come meanwhile the last is asked.
  const ask = (question: () => Promise<void>): void => {
    if (asking.current.busy) {
      asking.current.next = question;
      return;
    }
    asking.current.busy = true;
    void question().finally(() => {
      asking.current.busy = false;
      const { next } = asking.current;
      asking.current.next = undefined;
      if (next !== undefined) ask(next);
    });
  };
  const look = (part: Box | undefined, withMaps: boolean, chosen: MapChoice): void =>
    ask(async () => {
      pixels.current ??= pixelsOf(blob);
      const known = await pixels.current;
      const shown = async () =>
        part === undefined || image.current === null ? blob : await cutOut(image.current, part);
      const said = await attempt(async () => {
        if (known !== undefined) {
          model.current ??= openPageModel(run);
          return (await model.current).look(known, part, withMaps ? chosen : undefined);
        }
        // What this browser cannot decode the server may.
        const path = `runs/${encodeURIComponent(run)}/try${choiceQuery(chosen, { maps: withMaps ? 'yes' : 'no' })}`;
        return send<TryView>('POST', path, await shown());
      });
      if (said === undefined) {
        model.current = undefined;
        return;
      }
      setAnswer(said);
      const own = said.maps === undefined ? undefined : await shown();
      if (own !== undefined) setLooked({ view: said as MapsView, url: URL.createObjectURL(own) });
    });
  useEffect(() => look(undefined, true, choice), []);
  useEffect(
    () => () => {
      if (looked !== undefined) URL.revokeObjectURL(looked.url);
    },
    [looked],
  );

  const clear = (): void => {
    setBox(undefined);
    look(undefined, true, choice);
  };
  return (
    <div class="grid wide-first try">
      <section class="panel">
        <div class="panel-head">
          <h2>
            Picture <span class="soft small">draw a box to ask about a part</span>
          </h2>
          {box !== undefined && (
            <button type="button" onClick={clear}>
              Whole picture
            </button>
          )}
        </div>
        <DrawBoxes
          image={image}
          url={url}
          boxes={box === undefined ? [] : [{ ...box, own: true }]}
          draw={(made, ended) => {
            setBox(made);
            look(made, ended, choice);
          }}
        />
      </section>
      <section class="panel" aria-live="polite" data-probabilities={answer?.probabilities.join(' ')}>
        <h2>{answer === undefined ? 'Looking …' : className(answer.predicted)}</h2>
        {answer !== undefined && <ProbabilityBars classes={answer.classes} probabilities={answer.probabilities} />}
      </section>
      {looked !== undefined && (
        <section class="panel whole">
          <h2>Where it looks</h2>
          <MapPanel
            view={looked.view}
            picture={looked.url}
            choice={choice}
            choose={(chosen) => {
              choose(chosen);
              look(box, true, chosen);
            }}
          />
        </section>
      )}
    </div>
  );
}
