// The editor of one image in the queue: its boxes, proposed labels, and saving the annotation.
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { RunRow, TryView } from '../api.ts';
import { formatCount, plural } from '../format.ts';
import { useShortcuts } from '../keys.ts';
import { toApiBox, writeLabels } from '../labels.ts';
import { type LivePrediction, usePrediction } from '../model/usePrediction.ts';
import { BoxEditor } from '../parts/boxEditor.tsx';
import { type Box, centerBox } from '../parts/boxGeometry.ts';
import { LabelProposals, proposalShortcuts, rankLabels } from '../parts/labelProposals.tsx';
import type { QueuedImage } from './queuedImage.ts';

interface LabeledBox extends Box {
  label: string | undefined;
  prediction: TryView | undefined;
  /** Proposed by the ranking and neither moved nor labeled; it is not saved. */
  isProposal: boolean;
}

const isSameBox = (a: Box | undefined, b: Box): boolean =>
  a !== undefined && a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height;

export interface LabelEditorProps {
  image: QueuedImage;
  index: number;
  total: number;
  /** The whole image gets one label. */
  isWhole: boolean;
  kind: string;
  run: RunRow | undefined;
  onStep: (by: number) => void;
  onLabeled: () => void;
}

/** The boxes of an image, the selected one, and the changes to them. */
function useBoxes(image: QueuedImage, isWhole: boolean, { predict, latest }: LivePrediction, run: string | undefined) {
  const [boxes, setBoxes] = useState<readonly LabeledBox[]>([]);
  /** The box that is being drawn. */
  const [drawing, setDrawing] = useState<Box | undefined>(undefined);
  const [current, setCurrent] = useState<number | undefined>(undefined);
  const selected = current === undefined ? undefined : boxes[current];
  // Proposals arrive with the ranking, perhaps after the image; they never replace drawn boxes.
  useEffect(() => {
    if (isWhole) {
      predict(undefined);
      return;
    }
    const [first] = image.boxes;
    if (first === undefined || boxes.length > 0) return;
    setBoxes(image.boxes.map((box) => ({ ...box, label: undefined, prediction: undefined, isProposal: true })));
    setCurrent(0);
    predict(first);
  }, [image.boxes.length, run]);
  useEffect(() => {
    if (latest?.box === undefined) return;
    const { box, view } = latest;
    setBoxes((before) => before.map((old) => (isSameBox(old, box) ? { ...old, prediction: view } : old)));
  }, [latest]);
  const update = (index: number, changes: Partial<LabeledBox>): void =>
    setBoxes((before) => before.map((old, i) => (i === index ? { ...old, ...changes, isProposal: false } : old)));
  const select = (index: number): void => {
    setCurrent(index);
    const box = boxes[index];
    if (box !== undefined && box.prediction === undefined) predict(box);
  };
  return {
    ...{ boxes, drawing, current, selected, select },
    selectNext: () => {
      if (boxes.length > 0) select(((current ?? -1) + 1) % boxes.length);
    },
    change: ({ left, top, width, height }: Box, ended: boolean, index: number | undefined): void => {
      const box = { left, top, width, height };
      predict(box);
      if (index !== undefined) {
        update(index, box);
        return;
      }
      setDrawing(ended ? undefined : box);
      if (!ended) return;
      setBoxes((before) => [...before, { ...box, label: undefined, prediction: undefined, isProposal: false }]);
      setCurrent(boxes.length);
    },
    setLabel: (label: string | undefined): void => {
      if (current !== undefined) update(current, { label });
    },
    remove: (index: number | undefined): void => {
      if (index === undefined) return;
      setBoxes((before) => before.filter((_, i) => i !== index));
      setCurrent(boxes.length < 2 ? undefined : Math.max(0, index - 1));
    },
  };
}
type Boxes = ReturnType<typeof useBoxes>;

export function LabelEditor({ image, index, total, isWhole, kind, run, onStep, onLabeled }: LabelEditorProps) {
  const prediction = usePrediction(run?.name, image);
  const boxes = useBoxes(image, isWhole, prediction, run?.name);
  const [size, setSize] = useState<{ width: number; height: number } | undefined>(undefined);
  const [wholeLabel, setWholeLabel] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const grab = useRef<HTMLButtonElement>(null);
  const { selected, drawing } = boxes;
  const proposals = rankLabels(
    isWhole || drawing !== undefined ? prediction.latest?.view : selected?.prediction,
    run?.target,
  );
  const write = async (objects: { box: Box | undefined; label: string }[]): Promise<void> => {
    if (objects.length === 0 || busy) return;
    setBusy(true);
    const answer = await writeLabels({
      image: image.path,
      objects: objects.map(({ box, label }) => ({ box: toApiBox(box), label })),
    });
    setBusy(false);
    if (answer !== undefined) onLabeled();
  };
  const labeled = boxes.boxes.flatMap((box) => (box.label === undefined ? [] : [{ box, label: box.label }]));
  const unfinished = boxes.boxes.filter(({ label, isProposal }) => label === undefined && !isProposal).length;
  const save = (): void => {
    if (isWhole && wholeLabel !== undefined) void write([{ box: undefined, label: wholeLabel }]);
    else if (!isWhole && unfinished === 0) void write(labeled);
  };
  const setLabel = (label: string | undefined): void => {
    if (!isWhole) {
      boxes.setLabel(label);
      return;
    }
    setWholeLabel(label);
    // A whole image needs nothing but its label.
    if (label !== undefined) void write([{ box: undefined, label }]);
  };
  const editByKeys = (): void => {
    if (size === undefined || isWhole) return;
    if (selected === undefined) boxes.change(centerBox(size), true, undefined);
    requestAnimationFrame(() => grab.current?.focus());
  };
  useShortcuts([
    ...proposalShortcuts(
      (digit) => (isWhole ? `save label ${digit} and continue` : `choose label ${digit}`),
      (chosen) => setLabel(proposals[chosen]?.label),
    ),
    { keys: ['Enter'], description: 'save and continue', run: save },
    ...(isWhole
      ? []
      : [
          { keys: ['n'], description: 'next box', run: boxes.selectNext },
          { keys: ['b'], description: 'add a box to move by arrow keys', run: editByKeys },
          { keys: ['Backspace', 'Delete'], description: 'remove the box', run: () => boxes.remove(boxes.current) },
        ]),
    { keys: ['j', 'ArrowRight'], description: 'next image', run: () => onStep(1) },
    { keys: ['k', 'ArrowLeft'], description: 'previous image', run: () => onStep(-1) },
  ]);
  return (
    <div class="grid wide-first editor">
      <section class="panel">
        <div class="panel-head">
          <h2>
            {image.path} {image.reason !== undefined && image.reason !== '' && <span class="tag">{image.reason}</span>}
          </h2>
          <div class="row">
            <button type="button" disabled={index === 0} aria-label="Previous image" onClick={() => onStep(-1)}>
              ←
            </button>
            <span class="muted number">
              {formatCount(index + 1)} of {formatCount(total)}
            </span>
            <button type="button" disabled={index === total - 1} aria-label="Next image" onClick={() => onStep(1)}>
              →
            </button>
          </div>
        </div>
        {isWhole ? (
          <img class="crop large" src={image.url} alt={image.path} />
        ) : (
          <BoxCanvas {...{ image, boxes, grab }} onSize={setSize} />
        )}
      </section>
      <div class="stacked">
        <section class="panel">
          <h2>
            {isWhole
              ? 'Label of the image'
              : selected === undefined
                ? 'Draw a box'
                : `Label of box ${(boxes.current ?? 0) + 1}`}
          </h2>
          {!isWhole && selected === undefined ? (
            <p class="muted">
              {run === undefined
                ? 'Then choose its label.'
                : 'The model then proposes labels; a digit key chooses one.'}
            </p>
          ) : (
            <LabelProposals proposals={proposals} chosen={isWhole ? wholeLabel : selected?.label} onChoose={setLabel} />
          )}
        </section>
        {boxes.boxes.length > 0 && (
          <section class="panel">
            <BoxList boxes={boxes} />
            <p class="below-image">
              <button
                type="button"
                class="main"
                disabled={labeled.length === 0 || unfinished > 0 || busy}
                onClick={save}
              >
                {kind === 'voc' ? 'Save annotation' : 'Save samples'}
              </button>
            </p>
            {boxes.boxes.some(({ isProposal }) => isProposal) && (
              <p class="muted small below-image">Proposed boxes without a label are not saved.</p>
            )}
          </section>
        )}
      </div>
    </div>
  );
}

function BoxCanvas({
  image,
  boxes: { boxes, drawing, current, change, select },
  grab,
  onSize,
}: {
  image: QueuedImage;
  boxes: Boxes;
  grab: RefObject<HTMLButtonElement | null>;
  onSize: (size: { width: number; height: number }) => void;
}) {
  return (
    <BoxEditor
      url={image.url}
      grab={grab}
      onSize={onSize}
      boxes={[
        ...boxes.map(({ left, top, width, height, label, isProposal }, index) => ({
          ...{ left, top, width, height, faint: isProposal },
          name: label ?? `${index + 1}`,
        })),
        ...(drawing === undefined ? [] : [drawing]),
      ]}
      current={drawing === undefined ? current : boxes.length}
      onChange={change}
      onSelect={select}
    />
  );
}

function BoxList({ boxes: { boxes, current, select, remove } }: { boxes: Boxes }) {
  return (
    <>
      <h2>{plural(boxes.length, 'box', 'boxes')}</h2>
      <ul class="plain-list edits">
        {boxes.map(({ label, isProposal }, index) => (
          <li key={index}>
            <button type="button" class="what plain" aria-pressed={index === current} onClick={() => select(index)}>
              {index + 1}{' '}
              {label ?? (isProposal ? <span class="muted">proposed</span> : <span class="bad">no label</span>)}
            </button>
            <button type="button" aria-label={`Remove box ${index + 1}`} onClick={() => remove(index)}>
              Remove
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
