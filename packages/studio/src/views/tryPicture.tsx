// One picture before the model: a box that is drawn and moved, what it holds and why, and the way into the dataset.
import { useEffect, useRef, useState } from 'preact/hooks';
import { query, type RunRow, type ScreenshotPage } from '../api.ts';
import { useKeys } from '../keys.ts';
import { addPicture, sentBox, writeLabels } from '../labels.ts';
import type { PictureSource } from '../model/pictureSource.ts';
import { useLook } from '../model/useLook.ts';
import { ProbabilityBars } from '../parts/bars.tsx';
import { middleBox } from '../parts/boxChanges.ts';
import { className } from '../parts/classColour.ts';
import { type Box, DrawBoxes } from '../parts/drawBoxes.tsx';
import { FIRST_CHOICE, type MapChoice, MapPanel } from '../parts/maps.tsx';
import { MOST_PROPOSALS, Proposals, proposals } from '../parts/proposals.tsx';
import { useLoad } from '../useLoad.ts';

/** @param stored told of the path of a picture from outside that is one of the project's now */
export function TryPicture({
  picture,
  run,
  stored,
}: {
  picture: PictureSource;
  run: RunRow;
  stored: (path: string) => void;
}) {
  const [box, setBox] = useState<Box | undefined>(undefined);
  const [size, setSize] = useState<{ width: number; height: number } | undefined>(undefined);
  const [choice, choose] = useState<MapChoice>(FIRST_CHOICE);
  const grab = useRef<HTMLButtonElement>(null);
  const { ask, said, maps } = useLook(run.name, picture);
  const known = useLoad<ScreenshotPage>(
    picture.path === undefined ? null : `screenshots${query({ text: picture.path, limit: 5 })}`,
    ['labels'],
  );
  const others = known.value?.screenshots.find(({ path }) => path === picture.path)?.boxes ?? [];
  useEffect(() => ask(undefined, choice), []);
  const change = (made: Box, ended: boolean): void => {
    setBox(made);
    ask(made, ended ? choice : undefined);
  };
  const clear = (): void => {
    setBox(undefined);
    ask(undefined, choice);
  };
  const byKeys = (): void => {
    if (size === undefined) return;
    if (box === undefined) change(middleBox(size), true);
    // It is there after the next drawing.
    requestAnimationFrame(() => grab.current?.focus());
  };
  useKeys([
    { keys: ['b'], says: 'a box, to be moved by arrows', does: byKeys },
    { keys: ['Backspace', 'Delete', 'Escape'], says: 'the whole picture again', does: clear },
  ]);
  const answer = said?.view;
  return (
    <div class="grid wide-first desk try">
      <section class="panel">
        <div class="panel-head">
          <h2>
            {picture.path ?? picture.name ?? 'Picture'}{' '}
            <span class="soft small">
              {box === undefined ? 'draw a box to ask about a part' : 'drag it, pull its edges'}
            </span>
          </h2>
          <div class="row">
            {box === undefined ? (
              <button type="button" disabled={size === undefined} onClick={byKeys}>
                Box
              </button>
            ) : (
              <button type="button" onClick={clear}>
                Whole picture
              </button>
            )}
          </div>
        </div>
        <DrawBoxes
          url={picture.url}
          grab={grab}
          sized={setSize}
          boxes={[
            ...others.map(({ label, box: { xmin, ymin, xmax, ymax } }) => ({
              ...{ left: xmin, top: ymin, width: xmax - xmin, height: ymax - ymin },
              name: label,
              faint: true,
            })),
            ...(box === undefined ? [] : [box]),
          ]}
          current={box === undefined ? undefined : others.length}
          change={change}
          choose={(index) => {
            const { xmin, ymin, xmax, ymax } = others[index]?.box ?? { xmin: 0, ymin: 0, xmax: 0, ymax: 0 };
            if (xmax > xmin) change({ left: xmin, top: ymin, width: xmax - xmin, height: ymax - ymin }, true);
          }}
        />
      </section>
      <div class="stacked">
        <section class="panel" aria-live="polite" data-probabilities={answer?.probabilities.join(' ')}>
          <h2>{answer === undefined ? 'Looking …' : className(answer.predicted)}</h2>
          {answer !== undefined && <ProbabilityBars classes={answer.classes} probabilities={answer.probabilities} />}
        </section>
        <AddToDataset {...{ picture, run, box, stored }} offered={proposals(answer, run.target)} />
      </div>
      {maps !== undefined && (
        <section class="panel whole">
          <h2>Where it looks</h2>
          <MapPanel
            view={maps.view}
            picture={maps.url}
            choice={choice}
            choose={(chosen) => {
              choose(chosen);
              ask(box, chosen);
            }}
          />
        </section>
      )}
    </div>
  );
}

/** The folder that was chosen last, for the next picture. */
let lastFolder: string | undefined;

function AddToDataset({
  picture,
  run,
  box,
  offered,
  stored,
}: {
  picture: PictureSource;
  run: RunRow;
  box: Box | undefined;
  offered: ReturnType<typeof proposals>;
  stored: (path: string) => void;
}) {
  const [label, setLabel] = useState<string | undefined>(undefined);
  const [folder, setFolder] = useState(lastFolder);
  const [busy, setBusy] = useState(false);
  const pictures = useLoad<ScreenshotPage>(picture.path === undefined ? 'screenshots?limit=1' : null);
  const streets = pictures.value?.streets ?? [];
  const chosen = folder ?? streets[0] ?? '';
  const blob = picture.blob;
  const add = async (): Promise<void> => {
    if (label === undefined || busy) return;
    setBusy(true);
    const objects = [{ box: sentBox(box), label }];
    if (picture.path !== undefined) await writeLabels({ picture: picture.path, objects });
    else if (blob !== undefined) {
      const made = await addPicture(blob, { folder: chosen, name: picture.name ?? 'picture', objects });
      lastFolder = chosen;
      if (made !== undefined) stored(made.picture);
    }
    setBusy(false);
  };
  useKeys([
    ...Array.from({ length: MOST_PROPOSALS }, (_, index) => ({
      keys: [String(index + 1)],
      says: `take label ${index + 1}`,
      does: () => setLabel(offered[index]?.label),
    })),
    { keys: ['Enter'], says: 'add to the dataset', does: () => void add() },
  ]);
  return (
    <section class="panel">
      <h2>
        Add to the dataset <span class="soft small">{box === undefined ? 'the whole picture' : 'the box'} as</span>
      </h2>
      {offered.length === 0 && (
        <p class="soft">The project has no labels yet; extract annotated screenshots of run {run.name} first.</p>
      )}
      <Proposals offered={offered} chosen={label} choose={setLabel} />
      {picture.path === undefined && (
        <label class="field other">
          Folder to store the picture in
          <input
            list="folders"
            autocomplete="off"
            value={chosen}
            onChange={(event) => setFolder(event.currentTarget.value.trim())}
          />
          <datalist id="folders">
            {streets.map((street) => (
              <option key={street} value={street} />
            ))}
          </datalist>
        </label>
      )}
      <p class="below-picture">
        <button type="button" class="main" disabled={label === undefined || busy} onClick={() => void add()}>
          Add
        </button>
      </p>
      <p class="soft small below-picture">
        {picture.path === undefined
          ? 'The picture is stored as it is, under a name that is free; yours stays where it is.'
          : 'Your annotations are not changed: what they lack is written beside the manifest.'}
      </p>
    </section>
  );
}
