// The project's own pictures, to choose one to look at.
import { useRef, useState } from 'preact/hooks';
import { query, type ScreenshotPage } from '../api.ts';
import { plural, whole } from '../format.ts';
import { useLoad } from '../useLoad.ts';
import { Show } from './words.tsx';

const PAGE = 24;

/** @param here the path of the one that is shown */
export function ChooseScreenshot({ here, address }: { here: string | undefined; address: (path: string) => string }) {
  const [text, setText] = useState('');
  const [street, setStreet] = useState('');
  const [offset, setOffset] = useState(0);
  const loaded = useLoad<ScreenshotPage>(`screenshots${query({ text, street, offset, limit: PAGE })}`, ['labels']);
  // What was there stays while the next page comes, and the field keeps its focus.
  const last = useRef(loaded);
  if (loaded.value !== undefined || loaded.fault !== undefined) last.current = loaded;
  return (
    <section class="panel">
      <h2>Pictures of the project</h2>
      <Show of={last.current}>
        {({ total, streets, screenshots }) => (
          <>
            <div class="filters">
              <label class="field">
                Text
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
                <label class="field">
                  Folder
                  <select
                    value={street}
                    onChange={(event) => {
                      setStreet(event.currentTarget.value);
                      setOffset(0);
                    }}
                  >
                    <option value="">all</option>
                    {streets.map((one) => (
                      <option key={one} value={one}>
                        {one}
                      </option>
                    ))}
                  </select>
                </label>
              )}
              <div class="row">
                <button type="button" disabled={offset === 0} onClick={() => setOffset(Math.max(0, offset - PAGE))}>
                  ←<span class="hidden">Pictures before</span>
                </button>
                <span class="soft number small">
                  {total === 0
                    ? 'none'
                    : `${whole(offset + 1)} to ${whole(Math.min(total, offset + PAGE))} of ${whole(total)}`}
                </span>
                <button type="button" disabled={offset + PAGE >= total} onClick={() => setOffset(offset + PAGE)}>
                  →<span class="hidden">Next pictures</span>
                </button>
              </div>
            </div>
            <div class="strip shots">
              {screenshots.map(({ path, thumbnail, boxes }) => (
                <a key={path} class={path === here ? 'tile here' : 'tile'} href={address(path)} title={path}>
                  <span class="shot">
                    <img src={thumbnail} alt="" loading="lazy" />
                  </span>
                  <span class="name">{path.split('/').slice(-2).join('/')}</span>
                  <span class="below">{boxes.length === 0 ? 'no sample' : plural(boxes.length, 'sample')}</span>
                </a>
              ))}
            </div>
          </>
        )}
      </Show>
    </section>
  );
}
