// One image to classify: an editable box, its prediction with class activation maps, and adding it to the dataset.
import { useEffect, useRef, useState } from 'preact/hooks';
import { query, type RunRow, type ScreenshotPage } from '../api.ts';
import { useShortcuts } from '../keys.ts';
import { fromApiBox } from '../labels.ts';
import type { ImageSource } from '../model/imageSource.ts';
import { usePrediction } from '../model/usePrediction.ts';
import { ProbabilityBars } from '../parts/bars.tsx';
import { BoxEditor } from '../parts/boxEditor.tsx';
import { type Box, centerBox } from '../parts/boxGeometry.ts';
import { className } from '../parts/classColors.ts';
import { DEFAULT_CHOICE, type MapChoice, MapPanel } from '../parts/classMaps.tsx';
import { rankLabels } from '../parts/labelProposals.tsx';
import { useLoad } from '../useLoad.ts';
import { AddToDataset } from './addToDataset.tsx';

/** @param onStored receives the path of a new image that was added to the project */
export function TryImage({
  image,
  run,
  onStored,
}: {
  image: ImageSource;
  run: RunRow;
  onStored: (path: string) => void;
}) {
  const [box, setBox] = useState<Box | undefined>(undefined);
  const [size, setSize] = useState<{ width: number; height: number } | undefined>(undefined);
  const [choice, setChoice] = useState<MapChoice>(DEFAULT_CHOICE);
  const grab = useRef<HTMLButtonElement>(null);
  const { predict, latest, maps } = usePrediction(run.name, image);
  const screenshots = useLoad<ScreenshotPage>(
    image.path === undefined ? null : `screenshots${query({ text: image.path, limit: 5 })}`,
    ['labels'],
  );
  const samples = screenshots.value?.screenshots.find(({ path }) => path === image.path)?.boxes ?? [];
  useEffect(() => predict(undefined, choice), []);
  const change = (changed: Box, ended: boolean): void => {
    setBox(changed);
    predict(changed, ended ? choice : undefined);
  };
  const clear = (): void => {
    setBox(undefined);
    predict(undefined, choice);
  };
  const editByKeys = (): void => {
    if (size === undefined) return;
    if (box === undefined) change(centerBox(size), true);
    // The box exists after the next rendering.
    requestAnimationFrame(() => grab.current?.focus());
  };
  useShortcuts([
    { keys: ['b'], description: 'add a box to move by arrow keys', run: editByKeys },
    { keys: ['Backspace', 'Delete', 'Escape'], description: 'back to the whole image', run: clear },
  ]);
  const prediction = latest?.view;
  return (
    <div class="grid wide-first editor try">
      <section class="panel">
        <div class="panel-head">
          <h2>
            {image.path ?? image.name ?? 'Image'}{' '}
            <span class="muted small">
              {box === undefined ? 'Draw a box to classify a part' : 'Drag the box or its edges'}
            </span>
          </h2>
          <div class="row">
            {box === undefined ? (
              <button type="button" disabled={size === undefined} onClick={editByKeys}>
                Add box
              </button>
            ) : (
              <button type="button" onClick={clear}>
                Whole image
              </button>
            )}
          </div>
        </div>
        <BoxEditor
          url={image.url}
          grab={grab}
          onSize={setSize}
          boxes={[
            ...samples.map((sample) => ({ ...fromApiBox(sample.box), name: sample.label, faint: true })),
            ...(box === undefined ? [] : [box]),
          ]}
          current={box === undefined ? undefined : samples.length}
          onChange={change}
          onSelect={(index) => {
            const sample = samples[index];
            if (sample !== undefined) change(fromApiBox(sample.box), true);
          }}
        />
      </section>
      <div class="stacked">
        <section class="panel" aria-live="polite" data-probabilities={prediction?.probabilities.join(' ')}>
          <h2>{prediction === undefined ? 'Classifying…' : className(prediction.predicted)}</h2>
          {prediction !== undefined && (
            <ProbabilityBars classes={prediction.classes} probabilities={prediction.probabilities} />
          )}
        </section>
        <AddToDataset {...{ image, box, onStored }} proposals={rankLabels(prediction, run.target)} />
      </div>
      {maps !== undefined && (
        <section class="panel whole">
          <h2>Class activation maps</h2>
          <MapPanel
            view={maps.view}
            image={maps.url}
            choice={choice}
            onChoose={(chosen) => {
              setChoice(chosen);
              predict(box, chosen);
            }}
          />
        </section>
      )}
    </div>
  );
}
