// Try it: a picture of the project, or one that is dropped, pasted, chosen or photographed, before a run's model.
import { useEffect, useState } from 'preact/hooks';
import type { RunRow } from '../api.ts';
import { useKeys } from '../keys.ts';
import type { PictureSource } from '../model/pictureSource.ts';
import { Camera } from '../parts/camera.tsx';
import { ChooseScreenshot } from '../parts/chooseScreenshot.tsx';
import { Empty, Show } from '../parts/words.tsx';
import { navigate, place, withQuery } from '../router.ts';
import { useLoad } from '../useLoad.ts';
import { TryPicture } from './tryPicture.tsx';

export function TryItView() {
  const loaded = useLoad<RunRow[]>('runs', ['run']);
  return (
    <>
      <div class="head">
        <h1>Try it</h1>
        <span class="soft">computed in this page; a picture is kept only when you add it</span>
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
            <Bench key={run.name} run={run} runs={usable} />
          );
        }}
      </Show>
    </>
  );
}

type Shown = 'camera' | 'project';

function Bench({ run, runs }: { run: RunRow; runs: readonly RunRow[] }) {
  const [outside, setOutside] = useState<PictureSource | undefined>(undefined);
  const [over, setOver] = useState(false);
  const [shown, show] = useState<Shown | undefined>(undefined);
  const path = place.value.query.get('picture') ?? undefined;
  const picture: PictureSource | undefined =
    path === undefined ? outside : { path, url: `/api/picture?path=${encodeURIComponent(path)}` };
  const take = (blob: Blob | null | undefined, name = 'picture'): void => {
    if (blob?.type.startsWith('image/') !== true) return;
    setOutside({ url: URL.createObjectURL(blob), blob, name: blob instanceof File ? blob.name : name });
    navigate(withQuery({ picture: undefined }), { replace: true });
  };
  useEffect(() => {
    const pasted = (event: ClipboardEvent): void =>
      take([...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/')));
    addEventListener('paste', pasted);
    return () => removeEventListener('paste', pasted);
  }, []);
  useEffect(
    () => () => {
      if (outside !== undefined) URL.revokeObjectURL(outside.url);
    },
    [outside],
  );
  const toggle = (one: Shown): void => show(shown === one ? undefined : one);
  useKeys([
    { keys: ['c'], says: 'the camera', does: () => toggle('camera') },
    { keys: ['p'], says: 'pictures of the project', does: () => toggle('project') },
  ]);
  return (
    <>
      <div class="filters">
        <label class="field">
          Run
          <select onChange={(event) => navigate(withQuery({ run: event.currentTarget.value }), { replace: true })}>
            {runs.map(({ name }) => (
              <option key={name} value={name} selected={name === run.name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          Picture
          <input type="file" accept="image/*" onChange={(event) => take(event.currentTarget.files?.[0])} />
        </label>
        <button type="button" aria-expanded={shown === 'camera'} onClick={() => toggle('camera')}>
          Camera
        </button>
        <button type="button" aria-expanded={shown === 'project'} onClick={() => toggle('project')}>
          From the project
        </button>
      </div>
      {shown === 'camera' && (
        <Camera
          run={run.name}
          take={(blob) => {
            show(undefined);
            take(blob, `photo-${new Date().toISOString().slice(0, 19).replaceAll(/[:T]/g, '-')}`);
          }}
          close={() => show(undefined)}
        />
      )}
      {shown === 'project' && (
        <ChooseScreenshot here={path} address={(picture) => withQuery({ picture, run: run.name })} />
      )}
      <section
        class={`${over ? 'drop over' : 'drop'}${picture === undefined ? '' : ' small'}`}
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
        {picture === undefined ? 'Drop a picture here, paste one, or choose a file.' : 'Drop another one here.'}
      </section>
      {picture !== undefined && (
        <TryPicture
          key={picture.url}
          picture={picture}
          run={run}
          stored={(kept) => navigate(withQuery({ picture: kept }), { replace: true })}
        />
      )}
    </>
  );
}
