// Keyboard shortcuts: each view registers its own, `?` lists them. Typing in a field never triggers one.
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { navigate } from './router.ts';

export interface Shortcut {
  /** As in KeyboardEvent.key; any of them triggers it. */
  keys: readonly string[];
  description: string;
  run: (event: KeyboardEvent) => void;
}

/** The shortcuts of the current view. */
export const shortcuts = signal<readonly Shortcut[]>([]);
export const helpOpen = signal(false);

/** The views in the navigation; `g` and then the letter opens one. */
export const NAVIGATION: readonly { key: string; address: string; name: string }[] = [
  { key: 'd', address: '/', name: 'Dataset' },
  { key: 's', address: '/samples', name: 'Samples' },
  { key: 'f', address: '/findings', name: 'Data issues' },
  { key: 't', address: '/train', name: 'Train' },
  { key: 'r', address: '/runs', name: 'Runs' },
  { key: 'u', address: '/studies', name: 'Studies' },
  { key: 'i', address: '/try', name: 'Try it' },
  { key: 'l', address: '/label', name: 'Label' },
];

/** The letter after `g` must follow within this time. */
const SEQUENCE_MS = 1500;

let prefixPressedAt = 0;
addEventListener('keydown', (event) => {
  const { target, key } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null) {
    if (key === 'Escape') target.blur();
    return;
  }
  // Enter and Space activate the focused element, unless it leaves them to the view.
  const activated = key === 'Enter' || key === ' ' ? target : null;
  if (activated instanceof Element && activated.closest('button:not(.grab), a, summary') !== null) return;
  if (key === '?') {
    helpOpen.value = !helpOpen.value;
    return;
  }
  if (helpOpen.value) return;
  if (Date.now() - prefixPressedAt < SEQUENCE_MS) {
    prefixPressedAt = 0;
    const entry = NAVIGATION.find((candidate) => candidate.key === key);
    if (entry !== undefined) {
      event.preventDefault();
      navigate(entry.address);
      return;
    }
  }
  if (key === 'g') {
    prefixPressedAt = Date.now();
    return;
  }
  const shortcut = shortcuts.value.find(({ keys }) => keys.includes(key));
  if (shortcut === undefined) return;
  event.preventDefault();
  shortcut.run(event);
});

/** Registers shortcuts while the component is mounted. */
export function useShortcuts(list: readonly Shortcut[]): void {
  const latest = useRef(list);
  latest.current = list;
  useEffect(() => {
    const registered = latest.current.map(({ keys, description }, index) => ({
      keys,
      description,
      run: (event: KeyboardEvent) => latest.current[index]?.run(event),
    }));
    shortcuts.value = [...shortcuts.value, ...registered];
    return () => {
      shortcuts.value = shortcuts.value.filter((shortcut) => !registered.includes(shortcut));
    };
  }, []);
}
