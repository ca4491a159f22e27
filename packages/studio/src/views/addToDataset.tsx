// The form that adds the image, or a box in it, to the dataset.
import { useState } from 'preact/hooks';
import type { ScreenshotPage } from '../api.ts';
import { useShortcuts } from '../keys.ts';
import { addImage, toApiBox, writeLabels } from '../labels.ts';
import type { ImageSource } from '../model/imageSource.ts';
import type { Box } from '../parts/boxGeometry.ts';
import { LabelProposals, type Proposal, proposalShortcuts } from '../parts/labelProposals.tsx';
import { useLoad } from '../useLoad.ts';

/** The last chosen folder, as default for the next image. */
let lastFolder: string | undefined;

export function AddToDataset({
  image,
  box,
  proposals,
  onStored,
}: {
  image: ImageSource;
  box: Box | undefined;
  proposals: readonly Proposal[];
  onStored: (path: string) => void;
}) {
  const [label, setLabel] = useState<string | undefined>(undefined);
  const [folder, setFolder] = useState(lastFolder);
  const [busy, setBusy] = useState(false);
  const isNew = image.path === undefined;
  const screenshots = useLoad<ScreenshotPage>(isNew ? 'screenshots?limit=1' : null);
  const streets = screenshots.value?.streets ?? [];
  const chosenFolder = folder ?? streets[0] ?? '';
  const add = async (): Promise<void> => {
    if (label === undefined || busy) return;
    setBusy(true);
    const objects = [{ box: toApiBox(box), label }];
    if (image.path !== undefined) await writeLabels({ image: image.path, objects });
    else if (image.blob !== undefined) {
      const answer = await addImage(image.blob, { folder: chosenFolder, name: image.name ?? 'image', objects });
      lastFolder = chosenFolder;
      if (answer !== undefined) onStored(answer.image);
    }
    setBusy(false);
  };
  useShortcuts([
    ...proposalShortcuts(
      (digit) => `choose label ${digit}`,
      (index) => setLabel(proposals[index]?.label),
    ),
    { keys: ['Enter'], description: 'add to dataset', run: () => void add() },
  ]);
  return (
    <section class="panel">
      <h2>
        Add to dataset <span class="muted small">{box === undefined ? 'the whole image' : 'the box'} as</span>
      </h2>
      {proposals.length === 0 && (
        <p class="muted">The project has no labels yet. Extract annotated screenshots first.</p>
      )}
      <LabelProposals proposals={proposals} chosen={label} onChoose={setLabel} />
      {isNew && (
        <label class="field other">
          Folder for the image
          <input
            list="folders"
            autocomplete="off"
            value={chosenFolder}
            onChange={(event) => setFolder(event.currentTarget.value.trim())}
          />
          <datalist id="folders">
            {streets.map((street) => (
              <option key={street} value={street} />
            ))}
          </datalist>
        </label>
      )}
      <p class="below-image">
        <button type="button" class="main" disabled={label === undefined || busy} onClick={() => void add()}>
          Add
        </button>
      </p>
      <p class="muted small below-image">
        {isNew
          ? 'The project gets a copy of the image under an unused name.'
          : 'Existing annotations are not changed; the sample is stored in the dataset folder.'}
      </p>
    </section>
  );
}
