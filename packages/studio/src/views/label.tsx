// Screenshots that nobody has annotated yet: draw a box, take the model's proposal by one key, write it beside the picture.
import { useRef, useState } from 'preact/hooks';
import { type LabelAnswer, type LabelRequest, type RunRow, send, type TryView, type UnlabelledView } from '../api.ts';
import { percent, plural, whole } from '../format.ts';
import { useKeys } from '../keys.ts';
import { className, project } from '../parts/classColour.ts';
import { type Box, cutOut, DrawBoxes } from '../parts/drawBoxes.tsx';
import { attempt, toast } from '../parts/toasts.tsx';
import { Empty, Show } from '../parts/words.tsx';
import { navigate, place, withQuery } from '../router.ts';
import { useLoad } from '../useLoad.ts';

/** Proposals that a key takes. */
const MOST = 9;

interface Drawn extends Box {
  label: string | undefined;
  said: TryView | undefined;
}

export function LabelView() {
  const loaded = useLoad<UnlabelledView>('unlabelled');
  return (
    <>
      <div class="head">
        <h1>Label</h1>
        {loaded.value !== undefined && (
          <span class="soft" role="status">
            {plural(loaded.value.total, 'screenshot')} without an annotation
          </span>
        )}
      </div>
      <Show of={loaded}>
        {({ other, pictures }) => {
          if (other !== null)
            return (
              <Empty title="Annotated otherwise">
                <p>The pictures of this project are annotated as {other}; the studio writes Pascal VOC only.</p>
              </Empty>
            );
          const asked = place.value.query.get('picture');
          const at = Math.max(
            0,
            pictures.findIndex(({ path }) => path === asked),
          );
          const picture = pictures[at];
          return picture === undefined ? (
            <Empty title="Every screenshot is annotated">
              <p>Put new screenshots into the folder of their street, and load this page again.</p>
            </Empty>
          ) : (
            <Desk key={picture.path} pictures={pictures} at={at} saved={loaded.reload} />
          );
        }}
      </Show>
    </>
  );
}

interface Proposal {
  label: string;
  /** Its class for the run's target. */
  of: string;
  /** What the model gives that class; null where it was not asked. */
  share: number | null;
}

/** Labels, the likeliest first: by what the model says of their class, then by how often they occur. */
function proposals(said: TryView | undefined, target: string | undefined): Proposal[] {
  const labels = project.value?.labels ?? [];
  const shareOf = (parts: Record<string, string>): number | null => {
    if (said === undefined || target === undefined) return null;
    const index = said.classes.indexOf(parts[target] ?? '');
    return index < 0 ? 0 : (said.probabilities[index] ?? 0);
  };
  return labels
    .map(({ label, parts, count }) => ({ label, of: parts[target ?? ''] ?? label, share: shareOf(parts), count }))
    .sort((a, b) => (b.share ?? 0) - (a.share ?? 0) || b.count - a.count);
}

function Desk({ pictures, at, saved }: { pictures: UnlabelledView['pictures']; at: number; saved: () => void }) {
  const runs = useLoad<RunRow[]>('runs', ['run']);
  const usable = (runs.value ?? []).filter(({ epochs }) => epochs !== null);
  const run = usable.find(({ name }) => name === place.value.query.get('run')) ?? usable.at(-1);
  const image = useRef<HTMLImageElement>(null);
  const [boxes, setBoxes] = useState<readonly Drawn[]>([]);
  const [drawing, setDrawing] = useState<Box | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const picture = pictures[at];
  const current = boxes.at(-1);
  const offered = proposals(current?.said, run?.target);
  const go = (by: number): void => {
    const next = pictures[at + by];
    if (next !== undefined) navigate(withQuery({ picture: next.path }), { replace: true });
  };
  const ask = async (box: Box): Promise<void> => {
    if (run === undefined || image.current === null) return;
    const blob = await cutOut(image.current, box);
    if (blob === undefined) return;
    const said = await attempt(() => send<TryView>('POST', `runs/${encodeURIComponent(run.name)}/try?maps=no`, blob));
    setBoxes((before) => before.map((one) => (sameBox(one, box) ? { ...one, said } : one)));
  };
  const label = (name: string | undefined): void =>
    setBoxes((before) => before.map((one, index) => (index === before.length - 1 ? { ...one, label: name } : one)));
  const complete = boxes.length > 0 && boxes.every((one) => one.label !== undefined);
  const save = async (): Promise<void> => {
    if (!complete || busy || picture === undefined) return;
    setBusy(true);
    const request: LabelRequest = {
      picture: picture.path,
      objects: boxes.map(({ left, top, width, height, label: name }) => ({
        box: { xmin: left, ymin: top, xmax: left + width, ymax: top + height },
        label: name ?? '',
      })),
    };
    const made = await attempt(() => send<LabelAnswer>('POST', 'labels', request));
    setBusy(false);
    if (made === undefined) return;
    toast(`Wrote ${made.annotation}; \`toonvision extract\` takes it in.`);
    const next = pictures[at + 1] ?? pictures[at - 1];
    navigate(withQuery({ picture: next?.path }), { replace: true });
    saved();
  };
  useKeys([
    ...Array.from({ length: MOST }, (_, index) => ({
      keys: [String(index + 1)],
      says: `take proposal ${index + 1}`,
      does: () => label(offered[index]?.label),
    })),
    { keys: ['Backspace', 'Delete'], says: 'take the last box away', does: () => setBoxes(boxes.slice(0, -1)) },
    { keys: ['Enter'], says: 'write the annotation', does: () => void save() },
    { keys: ['j', 'ArrowRight'], says: 'next screenshot', does: () => go(1) },
    { keys: ['k', 'ArrowLeft'], says: 'screenshot before', does: () => go(-1) },
  ]);
  if (picture === undefined) return null;
  return (
    <div class="grid wide-first">
      <section class="panel">
        <div class="panel-head">
          <h2>{picture.path}</h2>
          <div class="row">
            <button type="button" disabled={at === 0} aria-label="Screenshot before" onClick={() => go(-1)}>
              ←
            </button>
            <span class="soft number">
              {whole(at + 1)} of {whole(pictures.length)}
            </span>
            <button
              type="button"
              disabled={at === pictures.length - 1}
              aria-label="Next screenshot"
              onClick={() => go(1)}
            >
              →
            </button>
          </div>
        </div>
        <DrawBoxes
          image={image}
          url={picture.url}
          boxes={[
            ...boxes.map((one, index) => ({ ...one, own: drawing === undefined && index === boxes.length - 1 })),
            ...(drawing === undefined ? [] : [{ ...drawing, own: true }]),
          ]}
          draw={(box, ended) => {
            setDrawing(ended ? undefined : box);
            if (!ended) return;
            setBoxes((before) => [...before, { ...box, label: undefined, said: undefined }]);
            void ask(box);
          }}
        />
      </section>
      <div class="stacked">
        <section class="panel">
          <div class="panel-head">
            <h2>{current === undefined ? 'Draw a box' : 'What is in the box?'}</h2>
            {run !== undefined && (
              <label class="field inline">
                Run
                <select
                  onChange={(event) => navigate(withQuery({ run: event.currentTarget.value }), { replace: true })}
                >
                  {usable.map(({ name }) => (
                    <option key={name} value={name} selected={name === run.name}>
                      {name}
                    </option>
                  ))}
                </select>
              </label>
            )}
          </div>
          {current === undefined ? (
            <p class="soft">
              {run === undefined ? 'Then choose its label.' : 'Then the model proposes labels; a key takes one.'}
            </p>
          ) : (
            <ol class="plain-list">
              {offered.slice(0, MOST).map(({ label: name, share, of }, index) => (
                <li key={name}>
                  <button
                    type="button"
                    class="proposal"
                    aria-pressed={current.label === name}
                    onClick={() => label(name)}
                  >
                    <kbd>{index + 1}</kbd> {name}{' '}
                    <span class="soft small number">
                      {share === null ? '' : `${className(of)} ${percent(share, 0)}`}
                    </span>
                  </button>
                </li>
              ))}
            </ol>
          )}
          {current !== undefined && (
            <label class="field other">
              Another one
              <select onChange={(event) => label(event.currentTarget.value || undefined)}>
                <option value="">choose</option>
                {offered.slice(MOST).map(({ label: name }) => (
                  <option key={name} value={name} selected={name === current.label}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
          )}
        </section>
        {boxes.length > 0 && (
          <section class="panel">
            <h2>{plural(boxes.length, 'box', 'boxes')}</h2>
            <ul class="plain-list edits">
              {boxes.map((one, index) => (
                <li key={`${one.left},${one.top},${one.width},${one.height}`}>
                  <span class="what">{one.label ?? <span class="bad">no label yet</span>}</span>
                  <button
                    type="button"
                    aria-label={`Remove box ${index + 1}`}
                    onClick={() => setBoxes(boxes.filter((other) => other !== one))}
                  >
                    Remove
                  </button>
                </li>
              ))}
            </ul>
            <p class="below-picture">
              <button type="button" class="main" disabled={!complete || busy} onClick={() => void save()}>
                Write the annotation
              </button>
            </p>
          </section>
        )}
      </div>
    </div>
  );
}

const sameBox = (a: Box, b: Box): boolean =>
  a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height;
