// Keys: each view names its own, `?` shows them all. Typing in a field is never a command.
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { navigate } from './router.ts';

export interface Key {
  /** As in KeyboardEvent.key; several do the same. */
  keys: readonly string[];
  says: string;
  does: (event: KeyboardEvent) => void;
}

/** Those of the view that is shown. */
export const shownKeys = signal<readonly Key[]>([]);
export const helpOpen = signal(false);

/** Two keys one after the other: `g` and a letter. */
export const PLACES: readonly { key: string; address: string; name: string }[] = [
  { key: 'd', address: '/', name: 'Dataset' },
  { key: 's', address: '/samples', name: 'Samples' },
  { key: 'f', address: '/findings', name: 'Findings' },
  { key: 't', address: '/train', name: 'Train' },
  { key: 'r', address: '/runs', name: 'Runs' },
  { key: 'u', address: '/studies', name: 'Studies' },
  { key: 'i', address: '/try', name: 'Try it' },
  { key: 'l', address: '/label', name: 'Label' },
];

let going = 0;
addEventListener('keydown', (event) => {
  const { target, key } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null) {
    if (key === 'Escape') target.blur();
    return;
  }
  // Enter and Space press what has the focus, unless that leaves them to the view.
  const pressed = key === 'Enter' || key === ' ' ? target : null;
  if (pressed instanceof Element && pressed.closest('button:not(.grab), a, summary') !== null) return;
  if (key === '?') {
    helpOpen.value = !helpOpen.value;
    return;
  }
  if (helpOpen.value) return;
  if (Date.now() - going < 1500) {
    going = 0;
    const found = PLACES.find((one) => one.key === key);
    if (found !== undefined) {
      event.preventDefault();
      navigate(found.address);
      return;
    }
  }
  if (key === 'g') {
    going = Date.now();
    return;
  }
  const found = shownKeys.value.find(({ keys }) => keys.includes(key));
  if (found === undefined) return;
  event.preventDefault();
  found.does(event);
});

/** The keys of a view while it is shown. */
export function useKeys(keys: readonly Key[]): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const shown = latest.current.map(({ keys: names, says }, index) => ({
      keys: names,
      says,
      does: (event: KeyboardEvent) => latest.current[index]?.does(event),
    }));
    shownKeys.value = [...shownKeys.value, ...shown];
    return () => {
      shownKeys.value = shownKeys.value.filter((one) => !shown.includes(one));
    };
  }, []);
}
