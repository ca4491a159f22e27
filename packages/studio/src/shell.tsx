// The frame around every view: navigation, connection status, shortcuts and theme.
import { useEffect, useRef } from 'preact/hooks';
import type { ProjectView } from './api.ts';
import { formatCount } from './format.ts';
import { helpOpen, NAVIGATION, shortcuts } from './keys.ts';
import { connected } from './live.ts';
import { project } from './parts/classColors.ts';
import { Toasts } from './parts/toasts.tsx';
import { route } from './router.ts';
import { switchTheme, theme } from './theme.ts';
import { useLoad } from './useLoad.ts';
import { View } from './view.tsx';

export function Shell() {
  const loaded = useLoad<ProjectView>('project', ['run', 'edit', 'study', 'labels']);
  useEffect(() => {
    if (loaded.value === undefined) return;
    project.value = loaded.value;
  }, [loaded.value]);
  const { path } = route.value;
  const current = project.value;
  const counts: Record<string, number | undefined> = {
    '/samples': current?.samples,
    '/runs': current?.runs,
    '/studies': current?.studies,
  };
  const isCurrent = (address: string) =>
    address === '/'
      ? path.length === 0
      : address.slice(1) === (['compare', 'repeats'].includes(path[0] ?? '') ? 'runs' : path[0]);
  return (
    <>
      {!connected.value && (
        <div class="banner" role="alert">
          The studio is not responding. Run <code>toonvision studio</code> again; this page reconnects by itself.
        </div>
      )}
      <div class="frame">
        <header class="rail">
          <a class="brand" href="/">
            <img src="/icon.svg" alt="" />
            <span>
              ToonVision<small title={current?.directory}>{current?.name ?? ' '}</small>
            </span>
            <span class="hidden">Dataset</span>
          </a>
          <nav aria-label="Views">
            <ul>
              {NAVIGATION.map(({ address, name }) => (
                <li key={address}>
                  <a href={address} aria-current={isCurrent(address) ? 'page' : undefined}>
                    {name}
                    {counts[address] !== undefined && <span class="count">{formatCount(counts[address])}</span>}
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
              aria-label={`Switch to ${theme.value === 'light' ? 'dark' : 'light'} theme`}
            >
              {theme.value === 'light' ? '☾' : '☀'}
            </button>
            <button
              type="button"
              class="plain help"
              onClick={() => (helpOpen.value = true)}
              aria-label="Keyboard shortcuts"
            >
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

const KEY_SYMBOLS: Readonly<Record<string, string>> = {
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
    <dialog ref={dialog} onClose={() => (helpOpen.value = false)} aria-label="Keyboard shortcuts">
      <h2>Keyboard shortcuts</h2>
      <dl class="keys">
        {shortcuts.value.map(({ keys, description }) => (
          <ShortcutRow key={description} keys={keys} description={description} />
        ))}
        {NAVIGATION.map(({ key, name }) => (
          <ShortcutRow key={key} keys={[`g ${key}`]} description={`go to ${name}`} />
        ))}
        <ShortcutRow keys={['?']} description="show shortcuts" />
      </dl>
    </dialog>
  );
}

function ShortcutRow({ keys, description }: { keys: readonly string[]; description: string }) {
  return (
    <>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{KEY_SYMBOLS[key] ?? key}</kbd>
        ))}
      </dt>
      <dd>{description}</dd>
    </>
  );
}
