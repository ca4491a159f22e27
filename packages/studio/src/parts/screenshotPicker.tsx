// The project's screenshots, to choose one from.
import { useState } from 'preact/hooks';
import { query, type ScreenshotPage } from '../api.ts';
import { plural } from '../format.ts';
import { useLatest, useLoad } from '../useLoad.ts';
import { ImageTile } from './imageTile.tsx';
import { Pager } from './pager.tsx';
import { optionsOf, SelectField } from './selectField.tsx';
import { Show } from './states.tsx';

const PAGE_SIZE = 24;

/** The last two segments of a path. */
export const shortPath = (path: string): string => path.split('/').slice(-2).join('/');

export function ScreenshotPicker({
  current,
  addressOf,
}: {
  /** Path of the screenshot that is open. */
  current: string | undefined;
  addressOf: (path: string) => string;
}) {
  const [text, setText] = useState('');
  const [street, setStreet] = useState('');
  const [offset, setOffset] = useState(0);
  // The old page stays while the next one is loading, and the field keeps its focus.
  const page = useLatest(
    useLoad<ScreenshotPage>(`screenshots${query({ text, street, offset, limit: PAGE_SIZE })}`, ['labels']),
  );
  return (
    <section class="panel">
      <h2>Project screenshots</h2>
      <Show of={page}>
        {({ total, streets, screenshots }) => (
          <>
            <div class="filters">
              <label class="field">
                Search
                <input
                  type="search"
                  value={text}
                  onInput={(event) => {
                    setText(event.currentTarget.value);
                    setOffset(0);
                  }}
                />
              </label>
              {streets.length > 0 && (
                <SelectField
                  label="Folder"
                  value={street}
                  anyText="All"
                  options={optionsOf(streets)}
                  onChange={(chosen) => {
                    setStreet(chosen);
                    setOffset(0);
                  }}
                />
              )}
              <Pager {...{ offset, total }} size={PAGE_SIZE} noun="screenshots" onChange={setOffset} />
            </div>
            <div class="strip shots">
              {screenshots.map(({ path, thumbnail, boxes }) => (
                <ImageTile
                  key={path}
                  address={addressOf(path)}
                  thumbnail={thumbnail}
                  title={path}
                  isCurrent={path === current}
                  name={shortPath(path)}
                  note={boxes.length === 0 ? 'No samples' : plural(boxes.length, 'sample')}
                />
              ))}
            </div>
          </>
        )}
      </Show>
    </section>
  );
}
