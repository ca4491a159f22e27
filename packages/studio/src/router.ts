// Where the page is: its address as a signal. Each view has one, so back, reload and a copied link work.
import { signal } from '@preact/signals';

export interface Place {
  /** Decoded parts of the path: `/runs/a%20b` is ['runs', 'a b']. */
  path: string[];
  query: URLSearchParams;
}

function here(): Place {
  const decode = (part: string): string => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  };
  return {
    path: location.pathname.split('/').filter(Boolean).map(decode),
    query: new URLSearchParams(location.search),
  };
}

export const place = signal<Place>(here());
const goTo = (): void => {
  place.value = here();
};
addEventListener('popstate', goTo);

/** Goes to an address of the page; `replace` leaves no step to go back to (a filter, a tab). */
export function navigate(address: string, { replace = false }: { replace?: boolean } = {}): void {
  if (replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  const before = place.value.path.join('/');
  goTo();
  if (before !== place.value.path.join('/')) scrollTo(0, 0);
}

/** The address here with some of its query changed; undefined takes one out. */
export function withQuery(changes: Readonly<Record<string, string | undefined>>): string {
  const next = new URLSearchParams(place.value.query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  return `${location.pathname}${text === '' ? '' : `?${text}`}`;
}

// Links are plain links: a click without modifiers stays in the page.
addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (link === null || link.target !== '' || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (link.pathname.startsWith('/api/')) return;
  event.preventDefault();
  navigate(`${link.pathname}${link.search}`);
});
