// The frame around every view: where one can go, whether the server answers, help, theme.
import { useEffect, useRef } from 'preact/hooks';
import type { ProjectView } from './api.ts';
import { whole } from './format.ts';
import { helpOpen, PLACES, shownKeys } from './keys.ts';
import { connected } from './live.ts';
import { project } from './parts/classColour.ts';
import { Toasts } from './parts/toasts.tsx';
import { place } from './router.ts';
import { switchTheme, theme } from './theme.ts';
import { useLoad } from './useLoad.ts';
import { View } from './view.tsx';

export function Shell() {
  const loaded = useLoad<ProjectView>('project', ['run', 'edit', 'study', 'labels']);
  useEffect(() => {
    if (loaded.value === undefined) return;
    project.value = loaded.value;
  }, [loaded.value]);
  const { path } = place.value;
  const known = project.value;
  const counts: Record<string, number | undefined> = {
    '/samples': known?.samples,
    '/runs': known?.runs,
    '/studies': known?.studies,
  };
  const isHere = (address: string) =>
    address === '/'
      ? path.length === 0
      : address.slice(1) === (['compare', 'repeats'].includes(path[0] ?? '') ? 'runs' : path[0]);
  return (
    <>
      {!connected.value && (
        <div class="banner" role="alert">
          The studio does not answer. Start <code>toonvision studio</code> again; this page then goes on.
        </div>
      )}
      <div class="frame">
        <header class="rail">
          <a class="brand" href="/">
            <img src="/icon.svg" alt="" />
            <span>
              ToonVision<small title={known?.directory}>{known?.name ?? ' '}</small>
            </span>
            <span class="hidden">Dataset</span>
          </a>
          <nav aria-label="Views">
            <ul>
              {PLACES.map(({ address, name }) => (
                <li key={address}>
                  <a href={address} aria-current={isHere(address) ? 'page' : undefined}>
                    {name}
                    {counts[address] !== undefined && <span class="count">{whole(counts[address])}</span>}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <div class="foot">
            <button
              type="button"
              class="plain"
              onClick={switchTheme}
              aria-label={`Switch to ${theme.value === 'light' ? 'dark' : 'light'}`}
            >
              {theme.value === 'light' ? '☾' : '☀'}
            </button>
            <button type="button" class="plain help" onClick={() => (helpOpen.value = true)} aria-label="Keys">
              ?
            </button>
          </div>
        </header>
        <main tabIndex={-1}>
          <View />
        </main>
      </div>
      <Help />
      <Toasts />
    </>
  );
}

const NAMES: Readonly<Record<string, string>> = {
  ArrowRight: '→',
  ArrowLeft: '←',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
};

function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = helpOpen.value;
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} onClose={() => (helpOpen.value = false)} aria-label="Keys">
      <h2>Keys</h2>
      <dl class="keys">
        {shownKeys.value.map(({ keys, says }) => (
          <Key key={says} keys={keys} says={says} />
        ))}
        {PLACES.map(({ key, name }) => (
          <Key key={key} keys={[`g ${key}`]} says={name} />
        ))}
        <Key keys={['?']} says="these keys" />
      </dl>
    </dialog>
  );
}

function Key({ keys, says }: { keys: readonly string[]; says: string }) {
  return (
    <>
      <dt>
        {keys.map((one) => (
          <kbd key={one}>{NAMES[one] ?? one}</kbd>
        ))}
      </dt>
      <dd>{says}</dd>
    </>
  );
}
