// One picture on the desk: its boxes, what the model proposes, and writing it down.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { RunRow, TryView } from '../api.ts';
import { plural, whole } from '../format.ts';
import { useKeys } from '../keys.ts';
import { sentBox, writeLabels } from '../labels.ts';
import { useLook } from '../model/useLook.ts';
import { middleBox } from '../parts/boxChanges.ts';
import { type Box, DrawBoxes } from '../parts/drawBoxes.tsx';
import { MOST_PROPOSALS, Proposals, proposals } from '../parts/proposals.tsx';
import type { Waiting } from './label.tsx';

interface Drawn extends Box {
  label: string | undefined;
  said: TryView | undefined;
  /** Proposed by the tool and neither moved nor labelled; it is not written. */
  proposed: boolean;
}

const sameBox = (a: Box | undefined, b: Box): boolean =>
  a !== undefined && a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height;

export interface DeskProps {
  picture: Waiting;
  at: number;
  total: number;
  /** The picture as a whole is what gets a label. */
  isWhole: boolean;
  kind: string;
  run: RunRow | undefined;
  go: (by: number) => void;
  done: () => void;
}

export function Desk({ picture, at, total, isWhole, kind, run, go, done }: DeskProps) {
  const { ask, said } = useLook(run?.name, picture);
  const [boxes, setBoxes] = useState<readonly Drawn[]>([]);
  /** One that is being drawn. */
  const [drawing, setDrawing] = useState<Box | undefined>(undefined);
  const [current, setCurrent] = useState<number | undefined>(undefined);
  const [size, setSize] = useState<{ width: number; height: number } | undefined>(undefined);
  const [wholeLabel, setWholeLabel] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const grab = useRef<HTMLButtonElement>(null);
  const own = current === undefined ? undefined : boxes[current];
  // Proposed boxes come when the looking is done, perhaps after the picture; never over what is drawn.
  useEffect(() => {
    if (isWhole) {
      ask(undefined);
      return;
    }
    const first = picture.boxes[0];
    if (first === undefined || boxes.length > 0) return;
    setBoxes(picture.boxes.map((box) => ({ ...box, label: undefined, said: undefined, proposed: true })));
    setCurrent(0);
    ask(first);
  }, [picture.boxes.length, run?.name]);
  useEffect(() => {
    if (said?.part === undefined) return;
    const { part, view } = said;
    setBoxes((before) => before.map((one) => (sameBox(one, part) ? { ...one, said: view } : one)));
  }, [said]);
  const offered = proposals(isWhole || drawing !== undefined ? said?.view : own?.said, run?.target);
  const pick = (index: number | undefined): void => {
    setCurrent(index);
    const box = index === undefined ? undefined : boxes[index];
    if (box !== undefined && box.said === undefined) ask(box);
  };
  const change = ({ left, top, width, height }: Box, ended: boolean, index: number | undefined): void => {
    const box = { left, top, width, height };
    ask(box);
    if (index !== undefined) {
      setBoxes((before) => before.map((one, i) => (i === index ? { ...one, ...box, proposed: false } : one)));
      return;
    }
    setDrawing(ended ? undefined : box);
    if (!ended) return;
    setBoxes((before) => [...before, { ...box, label: undefined, said: undefined, proposed: false }]);
    setCurrent(boxes.length);
  };
  const write = async (objects: { box: Box | undefined; label: string }[]): Promise<void> => {
    if (objects.length === 0 || busy) return;
    setBusy(true);
    const made = await writeLabels({
      picture: picture.path,
      objects: objects.map(({ box, label }) => ({ box: sentBox(box), label })),
    });
    setBusy(false);
    if (made !== undefined) done();
  };
  const labelled = boxes.flatMap((box) => (box.label === undefined ? [] : [{ box, label: box.label }]));
  const unfinished = boxes.filter(({ label, proposed }) => label === undefined && !proposed).length;
  const save = (): void => {
    if (isWhole && wholeLabel !== undefined) void write([{ box: undefined, label: wholeLabel }]);
    else if (!isWhole && unfinished === 0) void write(labelled);
  };
  const give = (name: string | undefined): void => {
    if (isWhole) {
      setWholeLabel(name);
      // A key is all that a whole picture needs.
      if (name !== undefined) void write([{ box: undefined, label: name }]);
      return;
    }
    if (current === undefined) return;
    setBoxes((before) => before.map((one, i) => (i === current ? { ...one, label: name, proposed: false } : one)));
  };
  const remove = (index: number | undefined): void => {
    if (index === undefined) return;
    setBoxes((before) => before.filter((_, i) => i !== index));
    setCurrent(boxes.length < 2 ? undefined : Math.max(0, index - 1));
  };
  const nextBox = (): void => {
    if (boxes.length > 0) pick(((current ?? -1) + 1) % boxes.length);
  };
  const byKeys = (): void => {
    if (size === undefined || isWhole) return;
    if (own === undefined) change(middleBox(size), true, undefined);
    requestAnimationFrame(() => grab.current?.focus());
  };
  useKeys([
    ...Array.from({ length: MOST_PROPOSALS }, (_, index) => ({
      keys: [String(index + 1)],
      says: isWhole ? `write label ${index + 1}, and the next one` : `take label ${index + 1}`,
      does: () => give(offered[index]?.label),
    })),
    { keys: ['Enter'], says: 'write it, and the next one', does: save },
    ...(isWhole
      ? []
      : [
          { keys: ['n'], says: 'next box', does: nextBox },
          { keys: ['b'], says: 'a box, to be moved by arrows', does: byKeys },
          { keys: ['Backspace', 'Delete'], says: 'take the box away', does: () => remove(current) },
        ]),
    { keys: ['j', 'ArrowRight'], says: 'next picture', does: () => go(1) },
    { keys: ['k', 'ArrowLeft'], says: 'picture before', does: () => go(-1) },
  ]);
  return (
    <div class="grid wide-first desk">
      <section class="panel">
        <div class="panel-head">
          <h2>
            {picture.path}{' '}
            {picture.reason !== undefined && picture.reason !== '' && <span class="tag">{picture.reason}</span>}
          </h2>
          <div class="row">
            <button type="button" disabled={at === 0} aria-label="Picture before" onClick={() => go(-1)}>
              ←
            </button>
            <span class="soft number">
              {whole(at + 1)} of {whole(total)}
            </span>
            <button type="button" disabled={at === total - 1} aria-label="Next picture" onClick={() => go(1)}>
              →
            </button>
          </div>
        </div>
        {isWhole ? (
          <img class="crop large" src={picture.url} alt={picture.path} />
        ) : (
          <DrawBoxes
            url={picture.url}
            grab={grab}
            sized={setSize}
            boxes={[
              ...boxes.map(({ left, top, width, height, label, proposed }, index) => ({
                ...{ left, top, width, height, faint: proposed },
                name: label ?? `${index + 1}`,
              })),
              ...(drawing === undefined ? [] : [drawing]),
            ]}
            current={drawing === undefined ? current : boxes.length}
            change={change}
            choose={pick}
          />
        )}
      </section>
      <div class="stacked">
        <section class="panel">
          <h2>
            {isWhole ? 'What is it?' : own === undefined ? 'Draw a box' : `What is in box ${(current ?? 0) + 1}?`}
          </h2>
          {!isWhole && own === undefined ? (
            <p class="soft">
              {run === undefined ? 'Then choose its label.' : 'Then the model proposes labels; a key takes one.'}
            </p>
          ) : (
            <Proposals offered={offered} chosen={isWhole ? wholeLabel : own?.label} choose={give} />
          )}
        </section>
        {boxes.length > 0 && (
          <section class="panel">
            <h2>{plural(boxes.length, 'box', 'boxes')}</h2>
            <ul class="plain-list edits">
              {boxes.map((one, index) => (
                <li key={index}>
                  <button type="button" class="what plain" aria-pressed={index === current} onClick={() => pick(index)}>
                    {index + 1}{' '}
                    {one.label ??
                      (one.proposed ? <span class="soft">proposed</span> : <span class="bad">no label yet</span>)}
                  </button>
                  <button type="button" aria-label={`Remove box ${index + 1}`} onClick={() => remove(index)}>
                    Remove
                  </button>
                </li>
              ))}
            </ul>
            <p class="below-picture">
              <button
                type="button"
                class="main"
                disabled={labelled.length === 0 || unfinished > 0 || busy}
                onClick={save}
              >
                {kind === 'voc' ? 'Write the annotation' : 'Write the samples'}
              </button>
            </p>
            {boxes.some(({ proposed }) => proposed) && (
              <p class="soft small below-picture">Proposed boxes without a label are guesses and are not written.</p>
            )}
          </section>
        )}
      </div>
    </div>
  );
}
