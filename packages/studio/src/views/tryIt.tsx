// Tries a run's model on an image: a screenshot of the project, or one that is dropped, pasted, chosen or photographed.
import { useEffect, useState } from 'preact/hooks';
import type { RunRow } from '../api.ts';
import { useShortcuts } from '../keys.ts';
import type { ImageSource } from '../model/imageSource.ts';
import { Camera } from '../parts/camera.tsx';
import { PageHeader } from '../parts/pageHeader.tsx';
import { chosenRun, RunSelect, trainedRuns } from '../parts/runSelect.tsx';
import { ScreenshotPicker } from '../parts/screenshotPicker.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { route, setQuery, withQuery } from '../router.ts';
import { useLoad } from '../useLoad.ts';
import { TryImage } from './tryImage.tsx';

export function TryItView() {
  const loaded = useLoad<RunRow[]>('runs', ['run']);
  return (
    <>
      <PageHeader title="Try it" note="Images stay in your browser until you add them to the dataset" />
      <Show of={loaded}>
        {(rows) => {
          const runs = trainedRuns(rows);
          const run = chosenRun(runs);
          return run === undefined ? (
            <Empty title="No model yet">
              <p>
                <a href="/train">Train one</a>, then try it on your own images.
              </p>
            </Empty>
          ) : (
            <ImageInput key={run.name} run={run} runs={runs} />
          );
        }}
      </Show>
    </>
  );
}

type Source = 'camera' | 'project';

function ImageInput({ run, runs }: { run: RunRow; runs: readonly RunRow[] }) {
  const [newImage, setNewImage] = useState<ImageSource | undefined>(undefined);
  const [isDragOver, setDragOver] = useState(false);
  const [source, setSource] = useState<Source | undefined>(undefined);
  const path = route.value.query.get('image') ?? undefined;
  const image: ImageSource | undefined =
    path === undefined ? newImage : { path, url: `/api/image?path=${encodeURIComponent(path)}` };
  const use = (blob: Blob | null | undefined, name = 'image'): void => {
    if (blob?.type.startsWith('image/') !== true) return;
    setNewImage({ url: URL.createObjectURL(blob), blob, name: blob instanceof File ? blob.name : name });
    setQuery({ image: undefined });
  };
  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void =>
      use([...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/')));
    addEventListener('paste', onPaste);
    return () => removeEventListener('paste', onPaste);
  }, []);
  useEffect(
    () => () => {
      if (newImage !== undefined) URL.revokeObjectURL(newImage.url);
    },
    [newImage],
  );
  const toggle = (chosen: Source): void => setSource(source === chosen ? undefined : chosen);
  useShortcuts([
    { keys: ['c'], description: 'camera', run: () => toggle('camera') },
    { keys: ['p'], description: 'project screenshots', run: () => toggle('project') },
  ]);
  return (
    <>
      <div class="filters">
        <RunSelect runs={runs} chosen={run.name} />
        <label class="field">
          Image
          <input type="file" accept="image/*" onChange={(event) => use(event.currentTarget.files?.[0])} />
        </label>
        <button type="button" aria-expanded={source === 'camera'} onClick={() => toggle('camera')}>
          Camera
        </button>
        <button type="button" aria-expanded={source === 'project'} onClick={() => toggle('project')}>
          Project screenshots
        </button>
      </div>
      {source === 'camera' && (
        <Camera
          run={run.name}
          onTake={(blob) => {
            setSource(undefined);
            use(blob, `photo-${new Date().toISOString().slice(0, 19).replaceAll(/[:T]/g, '-')}`);
          }}
          onClose={() => setSource(undefined)}
        />
      )}
      {source === 'project' && (
        <ScreenshotPicker current={path} addressOf={(chosen) => withQuery({ image: chosen, run: run.name })} />
      )}
      <section
        class={`drop-zone${isDragOver ? ' over' : ''}${image === undefined ? '' : ' small'}`}
        aria-label="Drop an image here"
        onDragOver={(event) => {
          event.preventDefault();
          setDragOver(true);
        }}
        onDragLeave={() => setDragOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setDragOver(false);
          use(event.dataTransfer?.files[0]);
        }}
      >
        {image === undefined ? 'Drop an image here, paste one, or choose a file.' : 'Drop another image here.'}
      </section>
      {image !== undefined && (
        <TryImage key={image.url} image={image} run={run} onStored={(stored) => setQuery({ image: stored })} />
      )}
    </>
  );
}
